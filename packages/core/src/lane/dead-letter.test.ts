import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from '../record.ts';
import { type DeadLetters, openDeadLetters, readDeadLetters } from './dead-letter.ts';
import type { DeadLetter } from './dead-letter-line.ts';
import { harness, no } from './fixtures/harness.ts';
import type { NewDeadLetter } from './ports.ts';

vi.setConfig({ testTimeout: 60_000 });
let directory: string;
let dropped: number;
const opened: DeadLetters[] = [];

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'dead-letters-')), 'ops');
  dropped = 0;
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  await rm(join(directory, '..'), { recursive: true, force: true });
});

async function openHere(maxBytes?: number): Promise<DeadLetters> {
  const store = await openDeadLetters({
    directory,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    dropped: (count) => {
      dropped += count;
    },
  });
  opened.push(store);
  return store;
}

async function readAll(damaged: string[] = []): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for await (const letter of readDeadLetters(directory, (path, line) => damaged.push(`${path}:${line}`)))
    letters.push(letter);
  return letters;
}

function letter(sequence: number, payload = `{"n":${sequence}}`): NewDeadLetter {
  const entry: Entry = {
    kind: 'revision',
    scope: '',
    resourceVersion: String(sequence),
    change: 'added',
    receivedAt: 1000,
    eventAt: 900,
    objectKey: 1,
    decisions: [0],
    listed: false,
    payload: Buffer.from(payload),
    sequence,
    table: { sinks: [] },
  };
  const error = { name: 'RejectedError', code: 'KH_SINK_REJECTED', message: 'too "big", said "event":{}\nand more' };
  return { entry, reason: 'rejected', error, attempts: 3, batch: 'ops-0-1-1-ab', at: 2000 };
}

test('what was stored is read back, with the bytes of the event', async () => {
  const store = await openHere();
  await store.append([letter(1, '{"message":"naïve \\"quote\\" 🚀",  "event":{"deep":[1]}}'), letter(2)]);
  await store.append([letter(3)]);
  const letters = await readAll();
  expect(letters.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  const [first] = letters;
  expect(Buffer.from(first?.event ?? []).toString()).toBe('{"message":"naïve \\"quote\\" 🚀",  "event":{"deep":[1]}}');
  expect(first).toMatchObject({
    reason: 'rejected',
    code: 'KH_SINK_REJECTED',
    message: 'too "big", said "event":{}\nand more',
    attempts: 3,
    batch: 'ops-0-1-1-ab',
    at: 2000,
    receivedAt: 1000,
    change: 'added',
  });
});

test('each line is JSON with the event inside, also when the event was sent over several lines', async () => {
  const store = await openHere();
  await store.append([letter(1, '{\r\n  "reason": "BackOff",\n  "message": "a\\nb"\n}')]);
  const text = await readFile(join(directory, '00000001.ndjson'), 'utf8');
  expect(text.split('\n')).toHaveLength(2);
  expect(JSON.parse(text)).toMatchObject({ sequence: 1, event: { reason: 'BackOff', message: 'a\nb' } });
});

test('no letters, no directory', async () => {
  const store = await openHere();
  expect(store.size()).toEqual({ letters: 0, bytes: 0 });
  expect(await readAll()).toEqual([]);
});

test('opened again it goes on behind what is there, and cuts off a torn tail', async () => {
  const before = await openHere();
  await before.append([letter(1), letter(2)]);
  await before.close();
  await appendFile(join(directory, '00000001.ndjson'), '{"sequence":3,"reason":"rej');
  const store = await openHere();
  expect(store.size().letters).toBe(2);
  const damaged: string[] = [];
  expect((await readAll(damaged)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  await store.append([letter(4)]);
  expect((await readAll(damaged)).map(({ sequence }) => sequence)).toEqual([1, 2, 4]);
  expect(damaged).toEqual([]);
});

test('a damaged line is reported and skipped', async () => {
  const store = await openHere();
  await store.append([letter(1), letter(2), letter(3)]);
  await store.close();
  const path = join(directory, '00000001.ndjson');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"sequence":2', '"sequence":x'));
  const damaged: string[] = [];
  expect((await readAll(damaged)).map(({ sequence }) => sequence)).toEqual([1, 3]);
  expect(damaged).toEqual([`${path}:2`]);
});

test('the oldest go when there are too many, and are counted', async () => {
  const store = await openHere(8000);
  for (let sequence = 1; sequence <= 100; sequence += 1) await store.append([letter(sequence)]);
  const kept = (await readAll()).map(({ sequence }) => sequence);
  expect(kept.at(-1)).toBe(100);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 101 - kept.length + index));
  expect(dropped).toBe(100 - kept.length);
  expect(store.size().letters).toBe(kept.length);
  expect(store.size().bytes).toBeLessThanOrEqual(8000);
  expect(kept.length).toBeGreaterThan(20);
  expect((await readdir(directory)).length).toBeGreaterThan(3);
});

test('letters of several workers are stored whole', async () => {
  const store = await openHere();
  await Promise.all(Array.from({ length: 50 }, (_, index) => store.append([letter(index + 1)])));
  expect((await readAll()).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 50 }, (_, index) => index + 1),
  );
});

test('a disk that refuses is an error that says what to do; later it goes on, without a torn line', async () => {
  await mkdir(directory, { recursive: true });
  const path = join(directory, '00000001.ndjson');
  const store = await openHere();
  await symlink('/dev/full', path);
  await expect(store.append([letter(1)])).rejects.toMatchObject({
    code: 'KH_DEAD_LETTERS_UNWRITABLE',
    message: expect.stringMatching(/ENOSPC.*free space/),
  });
  await rm(path);
  await store.append([letter(1)]);
  // As if part of a line had reached the disk before it was full.
  await store.close();
  await truncate(path, (await readFile(path)).length - 5);
  const again = await openHere();
  await again.append([letter(2)]);
  expect((await readAll()).map(({ sequence }) => sequence)).toEqual([2]);
});

test('after somebody removed the folder it is made anew, and holds the letters from then on', async () => {
  const store = await openHere();
  await store.append([letter(1), letter(2)]);
  await rm(join(directory, '..'), { recursive: true });
  await store.append([letter(3)]);
  await store.append([letter(4)]);
  expect((await readAll()).map(({ sequence }) => sequence)).toEqual([3, 4]);
  expect(store.size().letters).toBe(2);
});

test('while the disk is full the lane waits; nothing is acknowledged, nothing lost', async () => {
  await mkdir(directory, { recursive: true });
  const path = join(directory, '00000001.ndjson');
  const deadLetters = await openHere();
  await symlink('/dev/full', path);
  const h = harness({
    deadLetters,
    answer: ({ texts }) => (texts.includes('{"bad":1}') ? no : { kind: 'accepted' }),
  });
  for (const text of ['{"good":1}', '{"bad":1}', '{"good":2}']) h.journal.add(1, text);
  h.lane.start();
  await vi.waitFor(() => expect(h.lane.status().state).toBe('stalled'), { timeout: 20_000 });
  expect(h.lane.status().problem?.code).toBe('KH_DEAD_LETTERS_UNWRITABLE');
  expect(h.cursor.position(0)).toBeLessThan(2);
  await rm(path);
  await vi.waitFor(() => expect(h.cursor.position(0)).toBe(3), { timeout: 20_000 });
  expect(h.states).toEqual(['running', 'stalled', 'running']);
  expect(h.accepted).toEqual(['{"good":1}', '{"good":2}']);
  expect((await readAll()).map(({ sequence }) => sequence)).toEqual([2]);
  await h.lane.stop(0);
});
