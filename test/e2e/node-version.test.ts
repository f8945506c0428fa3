import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { start } from '../support/process.ts';

const pathOf = (bin: string) => fileURLToPath(new URL(`../../packages/${bin}`, import.meta.url));

/** Makes Node call itself by another version. */
const pretending = (version: string) =>
  `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;

describe.each([
  ['kubeherald', pathOf('cli/bin/kubeherald.js')],
  ['create-sink', pathOf('create-sink/bin/create-sink.js')],
])('%s', (name, bin) => {
  it.each(['20.20.2', '22.21.9'])('says on Node %s which one it needs, and exits 1', async (version) => {
    const child = start(process.execPath, ['--import', pretending(version), bin, '--help']);
    expect(await child.ended).toBe(1);
    expect(child.errors()).toBe(`${name} needs Node 22.22 or later (found v${version})\n`);
  });

  it.each(['22.22.0', '23.0.0'])('runs on Node %s', async (version) => {
    const child = start(process.execPath, ['--import', pretending(version), bin, '--help']);
    expect(await child.ended, child.errors()).toBe(0);
  });
});
