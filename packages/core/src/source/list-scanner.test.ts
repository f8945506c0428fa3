import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { ListScanner, ListShapeError } from './list-scanner.ts';

function scan(chunks: readonly Buffer[]) {
  const scanner = new ListScanner();
  const parts: { kind: string; text: string }[] = [];
  for (const chunk of chunks) {
    scanner.feed(chunk, ({ kind, bytes }) => parts.push({ kind, text: Buffer.from(bytes).toString('utf8') }));
  }
  scanner.end();
  return parts;
}

function bytewise(body: Buffer): Buffer[] {
  return Array.from(body, (byte) => Buffer.from([byte]));
}

const lists: readonly (readonly [string, number])[] = [
  ['list-core-paged', 0],
  ['list-core-paged', 3],
  ['list-events-v1-paged', 0],
  ['list-core', 0],
  ['list-core', 3],
];

describe('recorded lists', () => {
  it.each(lists)('%s (step %i): items are cut out as they came, however the body is cut', (name, index) => {
    const { body, chunks } = recorded(name, index);
    const whole = JSON.parse(body.toString('utf8'));
    for (const cuts of [chunks, [body], bytewise(body)]) {
      const parts = scan(cuts);
      expect(parts.filter((part) => part.kind === 'item').map((part) => JSON.parse(part.text))).toEqual(whole.items);
      expect(parts.filter((part) => part.kind === 'metadata').map((part) => JSON.parse(part.text))).toEqual([
        whole.metadata,
      ]);
    }
  });

  it('gzip: the unpacked list gives all its items', () => {
    const body = gunzipSync(recorded('gzip', 1).body);
    expect(scan([body]).length).toBe(1 + JSON.parse(body.toString('utf8')).items.length);
  });
});

describe('a list', () => {
  it('may have its items before its metadata, and quotes, brackets and escapes in strings', () => {
    const item = '{"message":"a \\"]}{[ \\\\","n":[{"x":-1.5e3}],"t":true}';
    const body = Buffer.from(` {"items": [ ${item} , ${item} ], "n": 12 , "metadata" : {"resourceVersion":"5"} } \n`);
    for (const cuts of [[body], bytewise(body)]) {
      expect(scan(cuts)).toEqual([
        { kind: 'item', text: item },
        { kind: 'item', text: item },
        { kind: 'metadata', text: '{"resourceVersion":"5"}' },
      ]);
    }
  });

  it('may say that it has no items by null', () => {
    expect(scan([Buffer.from('{"metadata":{},"items":null}')])).toEqual([{ kind: 'metadata', text: '{}' }]);
  });

  it.each([
    '',
    '{"metadata":{},"items":[{"a":1}',
    '{"metadata":{}',
    '[]',
    '<html>',
    '{"items":[1]}',
    '{1:2}',
    '{"a" 1}',
  ])('%j is refused', (text) => {
    expect(() => scan([Buffer.from(text)])).toThrow(ListShapeError);
  });
});
