import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import { lines, options, readAll, report } from './fixtures/records.ts';
import { openJournal } from './open.ts';

const appender = join(import.meta.dirname, 'fixtures', 'appender.ts');

/** Runs a process that appends, kills it after so many promises; resolves with the last ones it had printed. */
async function killAfter(directory: string, from: number, promises: number) {
  const child = spawn(process.execPath, ['--conditions=@kubeherald/source', appender, directory, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const last = { appended: from - 1, acknowledged: 0 };
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, value] = line.split(' ');
    if (what === 'appended') last.appended = Number(value);
    if (what === 'acknowledged') last.acknowledged = Number(value);
    count += 1;
    if (count === promises) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return last;
}

it('keeps every promise of a process that was killed, and lets the next one in at once', {
  timeout: 60_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'killed-'));
  let next = 1;
  for (const promises of [41, 200, 333]) {
    const promised = await killAfter(directory, next, promises);
    const journal = await openJournal(options(directory), { clock: systemClock, log: lines(), observer: report() });
    const versions = (await readAll(journal)).map(({ resourceVersion }) => Number(resourceVersion));
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    expect(versions.length).toBeGreaterThanOrEqual(promised.appended);
    const cursor = await journal.openCursor('ops', 1, { kind: 'now' });
    expect(cursor.position(0)).toBeGreaterThanOrEqual(promised.acknowledged);
    expect(cursor.position(0)).toBeLessThanOrEqual(journal.durable());
    await journal.close();
    next = versions.length + 1;
  }
  await rm(directory, { recursive: true });
});
