import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('fixtures/main.ts', import.meta.url));

/**
 * Starts a process whose worker thread delivers to standard output: a pipe that `reader` reads, as in a shell or container, or, without
 * a reader, the socket that node gives a child, as under systemd.
 */
function start(reader: string | undefined, ...parameters: number[]) {
  const node = [process.execPath, '--conditions=@kubeherald/source', main, ...parameters.map(String)];
  const command = reader === undefined ? node : ['sh', '-c', `"$@" | ${reader}`, 'sh', ...node];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  onTestFinished(() => {
    // The whole group: a shell's children outlive it.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  });
  const ended: string[] = [];
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => ended.push(...text.split('\n').filter((line) => line !== '')));
  return { child, ended };
}

async function read(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string> {
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

describe.each([
  ['pipe', 'cat'],
  ['socket', undefined],
])('standard output that is a %s, from a worker thread', { timeout: 60_000 }, (_kind, reader) => {
  it('gets every line whole and in order, more than it holds at a time', async () => {
    const { child, ended } = start(reader, 20, 100, 300);
    const lines = (await read(child)).trimEnd().split('\n');
    expect(lines.map((line) => String(JSON.parse(line).message).split(' ')[0])).toEqual(
      Array.from({ length: 2000 }, (_, index) => String(index % 100)),
    );
    expect(ended).toEqual(Array.from({ length: 20 }, () => 'accepted'));
  });

  it('takes a line longer than it holds', async () => {
    const { child, ended } = start(reader, 1, 2, 300_000);
    const lines = (await read(child)).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).message.length)).toEqual([300_002, 300_002]);
    expect(ended).toEqual(['accepted']);
  });

  it('that is closed is an error to retry, not a crash', async () => {
    const { child, ended } = start(reader && 'true', 2);
    if (reader === undefined) child.stdout.destroy();
    await expect.poll(() => ended, { timeout: 30_000 }).toHaveLength(2);
    for (const one of ended) expect(one).toMatch(/^RetryableError: cannot write to standard output: .*EPIPE/);
  });
});

it('a pipe that nobody reads ends the delivery at its deadline, not the process', { timeout: 60_000 }, async () => {
  const { ended } = start('sleep 60', 2, 1000, 300, 300);
  await expect.poll(() => ended, { timeout: 30_000 }).toHaveLength(2);
  for (const one of ended) expect(one).toMatch(/^RetryableError: nobody reads standard output/);
});
