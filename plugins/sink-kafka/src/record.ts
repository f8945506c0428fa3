import { compileTemplate, type KubeEvent, RejectedError, truncate } from '@kubeherald/sink-sdk';
import type { Topics } from './topic.ts';
import { encodeValue, type Format } from './value.ts';

/** An event as a record, before its partition is known. */
export interface Item {
  /** Index into the batch. */
  readonly index: number;
  readonly topic: string;
  readonly key: Buffer | undefined;
  readonly value: Buffer;
  readonly headers: Map<Buffer, Buffer>;
  /** Unix ms. */
  readonly timestamp: bigint;
  /** In a record batch before compression, at most. */
  readonly bytes: number;
}

export interface RecordOptions {
  readonly format: Format;
  readonly raw: boolean;
  readonly key: 'object' | 'event' | 'namespace' | 'none';
  /** Bytes of a record batch, at most. */
  readonly batchBytes: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes a record of an event. @throws RejectedError for an event that a template stumbles over */
export type ToRecord = (event: KubeEvent, index: number) => Item;

/** Bytes of a record batch's head (KIP-98, message format 2). */
const batchHead = 61;
/** Bytes of a record's lengths, timestamp and offset at most, and of the lengths of one header: each number is a varint. */
const recordHead = 40;
const headerHead = 10;

/** The key of events that are to keep their order. */
function keyOf({ object, uid, cluster, namespace }: KubeEvent, by: RecordOptions['key']): string | undefined {
  const named = object.uid || `${cluster}/${object.kind}/${object.namespace}/${object.name}`;
  const keys = { object: named, event: uid || named, namespace: namespace || 'default', none: undefined };
  return keys[by];
}

/** With another message, in `raw`, too. */
function withMessage(event: KubeEvent, message: string): KubeEvent {
  const field = 'note' in event.raw ? 'note' : 'message';
  return { ...event, message, raw: { ...event.raw, [field]: message } };
}

/** @throws ConfigError for a header's template that cannot work */
export async function createToRecord(options: RecordOptions, topics: Topics): Promise<ToRecord> {
  const { format, batchBytes } = options;
  const own = await Promise.all(
    Object.entries(options.headers).map(async ([name, text]) => {
      const render = await compileTemplate(text, { mode: 'text', name: `headers.${name}` });
      return [name, render] as const;
    }),
  );
  const encode = (event: KubeEvent, index: number, raw: boolean): Item => {
    const { value, headers } = encodeValue(event, format, raw);
    const all = new Map(Object.entries(headers));
    for (const [name, render] of own) all.set(name, render(event));
    const key = keyOf(event, options.key);
    const encoded = [...all].map(([name, text]) => [Buffer.from(name), Buffer.from(text)] as const);
    const parts = { key: key === undefined ? undefined : Buffer.from(key), value: Buffer.from(value) };
    const ofHeaders = encoded.reduce((sum, [name, text]) => sum + name.length + text.length + headerHead, 0);
    return {
      ...parts,
      index,
      topic: topics.of(event),
      headers: new Map(encoded),
      timestamp: BigInt(Date.parse(event.time) || 0),
      bytes: batchHead + recordHead + (parts.key?.length ?? 0) + parts.value.length + ofHeaders,
    };
  };
  const fitted = (event: KubeEvent, index: number): Item => {
    const whole = encode(event, index, options.raw);
    if (whole.bytes <= batchBytes) return whole;
    const raw = options.raw && encode(withMessage(event, ''), index, true).bytes <= batchBytes;
    let best = encode(withMessage(event, ''), index, raw);
    let [fits, tooMany] = [0, Buffer.byteLength(event.message) + 1];
    while (tooMany - fits > 1) {
      const middle = Math.floor((fits + tooMany) / 2);
      const shorter = withMessage(event, truncate(event.message, middle, { unit: 'bytes' }));
      const item = encode(shorter, index, raw);
      if (item.bytes <= batchBytes) [fits, best] = [middle, item];
      else tooMany = middle;
    }
    return best;
  };
  return (event, index) => {
    try {
      return fitted(event, index);
    } catch (error) {
      if (RejectedError.is(error)) throw error;
      const said = error instanceof Error ? error.message : String(error);
      throw new RejectedError(`topic or headers: a template failed: ${said}`, { cause: error });
    }
  };
}
