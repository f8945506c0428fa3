import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { journalPlace } from './journal-place.ts';

const folder = () => join(mkdtempSync(join(tmpdir(), 'kubeherald-')), 'lib');

it('keeps events in the file system of the container, in a folder of this run alone, and says that they go with it', () => {
  const usual = folder();
  const { journal, note, temporary } = journalPlace(undefined, usual);
  expect(journal).toEqual({ path: temporary, retention: { bytes: '512MiB' } });
  expect(temporary?.startsWith(`${usual}/run-`)).toBe(true);
  expect(existsSync(temporary ?? '')).toBe(true);
  expect(note).toContain(`mount a volume at ${usual} to keep them`);
  expect(journalPlace(undefined, usual).temporary).not.toBe(temporary);
});

it('uses a volume that is mounted there, and keeps it', () => {
  // Always a file system of its own.
  const { journal, temporary } = journalPlace(undefined, '/dev/shm');
  expect(journal).toEqual({ path: '/dev/shm' });
  expect(temporary).toBeUndefined();
});

it('keeps events in memory when nothing can be written, and says so', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'kubeherald-')), 'file');
  writeFileSync(file, '');
  const { journal, note, temporary } = journalPlace(undefined, join(file, 'lib'));
  expect(journal).toEqual({ memory: true, memoryBytes: '32MiB' });
  expect(temporary).toBeUndefined();
  expect(note).toMatch(/wait in memory.*file\/lib cannot be written \(E[A-Z]+\)/);
});

it.each([
  ['memory', { memory: true, memoryBytes: '32MiB' }],
  ['/var/spool/herald', { path: '/var/spool/herald' }],
])('does as it is told: %s', (chosen, journal) => {
  expect(journalPlace(chosen).journal).toEqual(journal);
});
