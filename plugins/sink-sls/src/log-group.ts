import { delimited, fixed32, numbered } from './protobuf.ts';

/** One log: names and values of its contents, in order. */
export interface Log {
  /** Unix seconds. */
  readonly seconds: number;
  /** Of the second; 0 is left out. */
  readonly nanoseconds: number;
  readonly contents: readonly (readonly [name: string, value: string])[];
}

/** What all logs of a request share. */
export interface GroupOptions {
  readonly topic: string;
  readonly source: string;
  readonly tags: Readonly<Record<string, string>>;
}

const pair = (field: number, name: string, value: string): Buffer =>
  delimited(field, Buffer.concat([delimited(1, name), delimited(2, value)]));

/** A log as a field of its group. Numbers of fields: log.proto of aliyun-log-go-sdk. */
export function encodeLog({ seconds, nanoseconds, contents }: Log): Buffer {
  const parts = [numbered(1, seconds), ...contents.map(([name, value]) => pair(2, name, value))];
  if (nanoseconds > 0) parts.push(fixed32(4, nanoseconds));
  return delimited(1, Buffer.concat(parts));
}

/** What follows the logs in each group. */
export function encodeShared({ topic, source, tags }: GroupOptions): Buffer {
  return Buffer.concat([
    ...(topic === '' ? [] : [delimited(3, topic)]),
    ...(source === '' ? [] : [delimited(4, source)]),
    ...Object.entries(tags).map(([name, value]) => pair(6, name, value)),
  ]);
}
