import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../clock.ts';
import { inspectFolder } from './folder.ts';
import { whyNotMade } from './folder-access.ts';
import { encodeHolder } from './holder.ts';
import { acquireLock, lockName } from './lock.ts';
import { nodeDisk } from './node-disk.ts';
import { ownIdentity } from './process-identity.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kubeherald-folder-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

it('tells who holds a folder, without touching it, and that it was given back', async () => {
  const path = folder();
  const lock = await acquireLock(path, systemClock, silent);
  const before = readdirSync(path);
  const state = await inspectFolder(path, systemClock);
  expect(state).toMatchObject({ exists: true, existing: path, holder: { pid: process.pid, seen: true } });
  expect(state.refused).toBeUndefined();
  expect(state.freeBytes).toBeGreaterThan(0);
  expect(readdirSync(path)).toEqual(before);
  await lock.release();
  expect((await inspectFolder(path, systemClock)).holder).toBeUndefined();
});

it('does not name a holder that was killed', async () => {
  const path = folder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(join(path, lockName), encodeHolder({ ...ownIdentity(), pid, startTime: '1' }));
  expect((await inspectFolder(path, systemClock)).holder).toBeUndefined();
});

it('finds the place where a folder would be made, and makes nothing', async () => {
  const path = folder();
  const state = await inspectFolder(join(path, 'a', 'b'), systemClock);
  expect(state).toMatchObject({ exists: false, existing: path, heldBytes: 0 });
  expect(readdirSync(path)).toEqual([]);
});

it('counts what is in it', async () => {
  const path = folder();
  writeFileSync(join(path, 'a.segment'), Buffer.alloc(1000));
  mkdirSync(join(path, 'dead-letters'));
  expect((await inspectFolder(path, systemClock)).heldBytes).toBeGreaterThanOrEqual(1000);
});

it('tells a file in its place', async () => {
  const path = join(folder(), 'file');
  writeFileSync(path, '');
  expect(await inspectFolder(path, systemClock)).toMatchObject({ refused: 'ENOTDIR' });
  expect(await inspectFolder(join(path, 'below'), systemClock)).toMatchObject({ exists: false, refused: 'ENOTDIR' });
});

it.skipIf(process.getuid?.() === 0)('tells that this user may not write', async () => {
  const path = folder();
  chmodSync(path, 0o500);
  expect(await inspectFolder(path, systemClock)).toMatchObject({ refused: 'EACCES' });
});

it('that cannot be made is told with the place that refuses it', async () => {
  const file = join(folder(), 'file');
  writeFileSync(file, '');
  await expect(nodeDisk.makeDirectory(join(file, 'a', 'b'))).rejects.toMatchObject({
    code: 'ENOTDIR',
    message: `${join(file, 'a', 'b')} cannot be made: ${file} is no folder (ENOTDIR)`,
  });
});

it('keeps the error of the system where nothing better is known', async () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  expect(await whyNotMade(join(folder(), 'a'), full)).toBe(full);
});
