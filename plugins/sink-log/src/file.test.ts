import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError, type Sink } from '@kubeherald/sink-sdk';
import { describe, expect, it, onTestFinished } from 'vitest';
import { event, events } from './fixtures/events.ts';
import { deliver, open } from './fixtures/open.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'kubeherald-log-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

async function opened(path: string, options: Parameters<typeof open>[0] = {}): Promise<Sink> {
  const sink = await open({ path, ...options });
  onTestFinished(() => sink.close?.());
  return sink;
}

const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const messagesOf = (path: string) => linesOf(path).map((line) => String(JSON.parse(line).message).split(' ')[0]);

describe('a file', () => {
  it('gets one line per event, in order, after what it had', async () => {
    const path = join(folder(), 'events.log');
    writeFileSync(path, '{"message":"old x"}\n');
    const sink = await opened(path);
    await deliver(sink, events(3));
    await deliver(sink, events(2));
    expect(messagesOf(path)).toEqual(['old', '0', '1', '2', '0', '1']);
  });

  it('that ends in half a line, as a killed process leaves it, goes on with a line of its own', async () => {
    const path = join(folder(), 'events.log');
    writeFileSync(path, '{"message":"old x"}\n{"mess');
    const sink = await opened(path);
    await deliver(sink, events(2));
    await deliver(sink, events(1));
    const [, half, ...rest] = linesOf(path);
    expect(half).toBe('{"mess');
    expect(rest.map((line) => String(JSON.parse(line).message).split(' ')[0])).toEqual(['0', '1', '0']);
  });

  it('begins with titles when it is text and was empty', async () => {
    const path = join(folder(), 'events.log');
    await deliver(await opened(path, { format: 'text' }), [event()]);
    await deliver(await opened(path, { format: 'text' }), [event()]);
    expect(linesOf(path).map((line) => line.split(' ')[0])).toEqual([
      'LAST',
      '2026-11-21T04:33:38Z',
      '2026-11-21T04:33:38Z',
    ]);
  });

  it('is opened again under its name for log rotation, and nothing is lost', async () => {
    const path = join(folder(), 'events.log');
    const sink = await opened(path);
    await deliver(sink, events(1));
    renameSync(path, `${path}.1`);
    await deliver(sink, events(2));
    await sink.reopen?.();
    await deliver(sink, events(3));
    expect(messagesOf(`${path}.1`)).toEqual(['0', '0', '1']);
    expect(messagesOf(path)).toEqual(['0', '1', '2']);
  });

  it('may be closed twice', async () => {
    const sink = await open({ path: join(folder(), 'events.log') });
    await deliver(sink, events(1));
    await sink.close?.();
    await sink.close?.();
  });
});

describe('a file that cannot be written is retried', () => {
  it('when its folder is missing, until it is there', async () => {
    const path = join(folder(), 'later', 'events.log');
    const sink = await opened(path);
    await expect(deliver(sink, events(1))).rejects.toSatisfy(RetryableError.is);
    await expect(sink.check?.({ signal: AbortSignal.timeout(1000) })).rejects.toThrow(`cannot open ${path}`);
    mkdirSync(join(path, '..'));
    await deliver(sink, events(1));
    expect(messagesOf(path)).toEqual(['0']);
  });

  it.skipIf(process.getuid?.() === 0)('when it is not ours', async () => {
    const path = join(folder(), 'events.log');
    writeFileSync(path, '');
    chmodSync(path, 0o400);
    await expect(deliver(await opened(path), events(1))).rejects.toSatisfy(RetryableError.is);
  });

  it.skipIf(!existsSync('/dev/full'))('when the disk is full', async () => {
    const refused = deliver(await opened('/dev/full'), events(1));
    await expect(refused).rejects.toSatisfy(RetryableError.is);
    await expect(refused).rejects.toThrow(/cannot write to \/dev\/full: ENOSPC/);
  });
});
