import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError } from '@kubeherald/sink-sdk';
import { expect, it, onTestFinished } from 'vitest';
import { descriptorOutput } from './output.ts';

/** Both ends of a named pipe. */
function pipe(): { reading: number; writing: number } {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-pipe-'));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writing = openSync(path, constants.O_WRONLY);
  rmSync(folder, { recursive: true });
  return { reading, writing };
}

it('after a line that was cut short, the next begins on a line of its own', async () => {
  const { reading, writing } = pipe();
  const output = descriptorOutput(writing);
  onTestFinished(() => output.close());
  const long = `${'x'.repeat(200_000)}\n`;
  await expect(output.write([long], AbortSignal.abort())).rejects.toSatisfy(RetryableError.is);

  // A file stream would fail on a pipe that is empty for a moment; a socket waits.
  const stream = new Socket({ fd: reading, readable: true, writable: false }).setEncoding('utf8');
  let text = '';
  stream.on('data', (part) => {
    text += String(part);
  });
  await output.write(['whole\n'], AbortSignal.timeout(10_000));
  await output.write(['another\n'], AbortSignal.timeout(10_000));
  output.close();
  closeSync(writing);
  await new Promise<void>((resolve) => stream.once('close', () => resolve()));
  expect(text).toMatch(/^x+\nwhole\nanother\n$/);
});
