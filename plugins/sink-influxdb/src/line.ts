import { truncate } from '@kubeherald/sink-sdk';

/** One point, before it is written as a line. */
export interface Point {
  readonly measurement: string;
  /** Empty ones are left out. */
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers are whole. Of texts at least one is not empty, or there is a number. */
  readonly fields: Readonly<Record<string, string | number>>;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
}

export interface LineRules {
  /** Bytes of a text field, at most. */
  readonly fieldBytes: number;
  /** A line feed in a text stays; else it becomes the two characters `\n`, for only version 1 is known to take it. */
  readonly lineFeeds: boolean;
}

/** Bytes of a tag's value: all tags of a point together have at most 65,535. */
const tagBytes = 1024;

const escapeMeasurement = (text: string): string => text.replace(/[, ]/g, '\\$&');
const escapeKey = (text: string): string => text.replace(/[,= ]/g, '\\$&');

/** A backslash at the end would take the comma or space behind it into the value. */
function tagValue(text: string): string {
  const value = truncate(text.replace(/[\r\n]+/g, ' '), tagBytes, { unit: 'bytes' }).replace(/\\+$/, '');
  return escapeKey(value);
}

function fieldValue(value: string | number, { fieldBytes, lineFeeds }: LineRules): string {
  if (typeof value === 'number') return `${value}i`;
  const text = lineFeeds ? value : value.replaceAll('\n', '\\n');
  return `"${truncate(text, fieldBytes, { unit: 'bytes' }).replace(/["\\]/g, '\\$&')}"`;
}

/** A point in line protocol, without the line's end. Tags are sorted, which spares the server doing so. */
export function lineOf({ measurement, tags, fields, time }: Point, rules: LineRules): string {
  const tagged = Object.entries(tags)
    .map(([name, value]) => [name, tagValue(value)] as const)
    .filter(([, value]) => value !== '')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `,${escapeKey(name)}=${value}`);
  const values = Object.entries(fields).map(([name, value]) => `${escapeKey(name)}=${fieldValue(value, rules)}`);
  return `${escapeMeasurement(measurement)}${tagged.join('')} ${values.join(',')} ${time}`;
}
