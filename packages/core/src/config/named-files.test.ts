import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { fingerprint, namedFiles } from './named-files.ts';

it.each([
  { use: 'webhook', options: { url: 'https://host/path', tls: { ca: '/etc/ca.pem' } }, files: ['/etc/ca.pem'] },
  { use: './mine.js', options: {}, files: ['/conf/mine.js'] },
  { use: '../mine', options: { files: ['/a', '/a', './b'] }, files: ['/mine', '/a', '/conf/b'] },
  { use: 'file:///opt/mine.js', options: { text: 'see /etc', long: `/${'x'.repeat(5_000)}` }, files: ['/opt/mine.js'] },
])('of $use and its options are $files', ({ use, options, files }) => {
  expect(namedFiles({ use, with: options }, '/conf')).toEqual(files);
});

it('tell that they were created, written, replaced and removed, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'named-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'file');
  const seen = [await fingerprint([path])];
  writeFileSync(path, 'one');
  seen.push(await fingerprint([path]));
  expect(await fingerprint([path])).toBe(seen[1]);
  writeFileSync(path, 'other');
  seen.push(await fingerprint([path]));
  writeFileSync(join(folder, 'new'), 'other');
  renameSync(join(folder, 'new'), path);
  seen.push(await fingerprint([path]));
  expect(new Set(seen).size).toBe(4);
  rmSync(path);
  expect(await fingerprint([path])).toBe(seen[0]);
});
