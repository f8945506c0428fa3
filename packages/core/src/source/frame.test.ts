import { describe, expect, it } from 'vitest';
import { recorded } from './fixtures/recordings.ts';
import { type Frame, parseFrame } from './frame.ts';
import { LineSplitter } from './lines.ts';

/** Watches of every recorded kind: bursts, 60 kB frames, odd characters, expiry, bookmarks, both API groups. */
const watches: readonly (readonly [string, number])[] = [
  ['watch-chunks', 0],
  ['watch-core', 1],
  ['watch-core', 10],
  ['watch-events-v1', 0],
  ['unusual-events', 0],
  ['watch-ttl', 0],
  ['watch-list', 0],
  ['watch-list', 2],
  ['watch-selector-transitions', 0],
  ['watch-too-old', 3],
  ['watch-list', 6],
];

function lines(chunks: readonly Buffer[]): Buffer[] {
  const splitter = new LineSplitter();
  const found: Buffer[] = [];
  for (const chunk of chunks) splitter.push(chunk, (line) => found.push(line) > 0);
  expect(splitter.pendingBytes).toBe(0);
  return found;
}

function read(text: string): Frame {
  return parseFrame(Buffer.from(text));
}

const good = '{"metadata":{"resourceVersion":"7"},"message":"x"}';

describe('recorded watches', () => {
  it.each(watches)('%s (step %i): a frame ends at byte 10, wherever the chunks are cut', (name, index) => {
    const { body, chunks } = recorded(name, index);
    const expected = body.toString('utf8').split('\n').slice(0, -1);
    expect(expected.length).toBeGreaterThan(0);
    for (const cuts of [chunks, [body], Array.from(body, (byte) => Buffer.from([byte]))]) {
      expect(lines(cuts).map((line) => line.toString('utf8'))).toEqual(expected);
    }
  });

  it.each(watches)('%s (step %i): every frame is read, and keeps the bytes of its object', (name, index) => {
    for (const line of lines(recorded(name, index).chunks)) {
      const expected: unknown = JSON.parse(line.toString('utf8'));
      const frame = parseFrame(line);
      expect(frame.kind).not.toBe('unknown');
      expect(frame.kind).not.toBe('unreadable');
      if (frame.kind !== 'revision') continue;
      const { object, bytes } = frame.revision;
      expect(JSON.parse(Buffer.from(bytes).toString('utf8'))).toEqual(object);
      expect({ type: frame.type, object }).toEqual(expected);
    }
  });
});

describe('a frame', () => {
  it('gives a DELETED and a BOOKMARK as a position alone', () => {
    for (const type of ['DELETED', 'BOOKMARK']) {
      expect(read(`{"type":"${type}","object":${good}}`)).toEqual({ kind: 'position', type, position: '7' });
    }
  });

  it('is read in any order of its members, with white space, and the object is cut out exactly', () => {
    const frame = read(` { "object" : ${good} , "type" : "MODIFIED" }\r`);
    expect(frame.kind === 'revision' && Buffer.from(frame.revision.bytes).toString('utf8')).toBe(good);
    expect(frame.kind === 'revision' && frame.revision.change).toBe('modified');
  });

  it('may have further members after the object', () => {
    const frame = read(`{"type":"ADDED","object":${good},"more":{"a":"}"}}`);
    expect(frame.kind === 'revision' && Buffer.from(frame.revision.bytes).toString('utf8')).toBe(good);
  });

  it.each([
    ['{"type":"ADDED","object":{"metadata":{"resourceVersion":"7"}', 'json'],
    ['garbage', 'json'],
    ['[]', 'shape'],
    ['{"type":"ADDED"}', 'shape'],
    ['{"type":5,"object":{}}', 'shape'],
    ['{"type":"ADDED","object":[1]}', 'shape'],
    ['{"type":"ADDED","object":{"metadata":{}}}', 'resource-version'],
    ['{"type":"ADDED","object":{"metadata":{"resourceVersion":"0"}}}', 'resource-version'],
    ['{"type":"DELETED","object":{"metadata":{"resourceVersion":"007"}}}', 'resource-version'],
    ['{"type":"MODIFIED","object":{"metadata":{"resourceVersion":"abc"}}}', 'resource-version'],
  ])('%s is unreadable: %s', (text, reason) => {
    expect(read(text)).toEqual({ kind: 'unreadable', reason });
  });

  it('of an unknown type is told apart, not taken for an event', () => {
    expect(read(`{"type":"SOMETHING","object":${good}}`)).toEqual({ kind: 'unknown', type: 'SOMETHING' });
  });
});
