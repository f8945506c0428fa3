import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { isAlive } from '../fixtures/alive.ts';
import { ample, batch, fixture, type Started, startIn } from '../fixtures/start.ts';
import { SinkProcess } from './process.ts';

const start = startIn('process');

/** The id of the process that a fixture has told. */
async function told({ lines, line }: Started): Promise<number> {
  await line('process');
  return Number(lines.find(({ message }) => message === 'process')?.fields.id);
}

const gone = (id: number) => expect.poll(() => isAlive(id), { timeout: ample }).toBe(false);

describe('a sink in a process of its own', () => {
  it('that fills its heap with one growing Map is broken: memory; V8 tells why in the log, and the next batch is delivered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sink-host-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const options = { marker: join(folder, 'died') };
    const { worker, lines, restarts } = start('hoards.js', { resources: { heapMB: 32 }, options });
    expect(await worker.deliver(batch(), 60_000)).toMatchObject({
      kind: 'broken',
      reason: 'memory',
      error: { code: 'KH_SINK_MEMORY', message: expect.stringContaining('32 MB of heap') },
    });
    expect(restarts).toEqual(['memory']);
    const said = lines.filter(({ fields }) => fields.stream === 'stderr');
    expect(said).toMatchObject([{ level: 'warn', fields: { sink: 'under-test' } }]);
    expect(said[0]?.message).toContain('heap out of memory');
    expect(await worker.deliver(batch(), ample)).toEqual({ kind: 'accepted' });
  }, 90_000);

  it('that takes memory past its heap is broken: memory', async () => {
    const { worker, lines } = start('hoards-buffers.js', { resources: { heapMB: 32 } });
    expect(await worker.deliver(batch(), 60_000)).toMatchObject({ kind: 'broken', reason: 'memory' });
    expect(lines).toMatchObject([{ message: expect.stringMatching(/takes \d+ MB of memory, more than the 256 MB/) }]);
  }, 90_000);

  it.each([
    ['SIGSEGV', 'crashed', 'KH_SINK_CRASHED', /native code .*or somebody sent it/],
    ['SIGKILL', 'memory', 'KH_SINK_MEMORY', /heapMB.*Or somebody sent it/],
    ['SIGABRT', 'memory', 'KH_SINK_MEMORY', /heapMB.*Or the sink or native code of it called abort/],
  ])('that is ended by %s is broken: %s, and the error names every cause', async (signal, reason, code, causes) => {
    const { worker, restarts } = start('signals-itself.js');
    const error = { code, message: expect.stringMatching(new RegExp(`${signal}.*${causes.source}`)) };
    expect(await worker.deliver(batch(signal), ample)).toMatchObject({ kind: 'broken', reason, error });
    expect(restarts).toEqual([reason]);
  });

  it('finishes its delivery although a terminal or a service manager asks all processes to end', async () => {
    const started = start('tells-process.js');
    const delivery = started.worker.deliver(batch('waits'), ample);
    const id = await told(started);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.kill(id, signal);
    expect(await delivery).toEqual({ kind: 'accepted' });
    expect(started.restarts).toEqual([]);
    // Its own session: what a terminal sends to the daemon's group does not reach it at all.
    expect(() => process.kill(-id, 0)).not.toThrow();
  });

  it.runIf(process.platform === 'linux')('is the first that the kernel ends when memory runs out', async () => {
    const started = start('tells-process.js');
    await started.worker.deliver(batch('returns'), ample);
    expect(readFileSync(`/proc/${await told(started)}/oom_score_adj`, 'utf8').trim()).toBe('1000');
  });

  it("works in the daemon's folder, and has no channel that a library could take for its own", async () => {
    const { worker, lines } = start('tells-process.js');
    await worker.deliver(batch('returns'), ample);
    expect(lines[0]?.fields).toMatchObject({ folder: process.cwd(), send: 'undefined' });
  });

  it('has the certificates that the daemon trusts, which a thread shares', async () => {
    vi.stubEnv('NODE_EXTRA_CA_CERTS', '/dev/null');
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=1000');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { worker, lines } = start('tells-process.js');
    await worker.deliver(batch('returns'), ample);
    expect(lines[0]?.fields.names).toContain('NODE_EXTRA_CA_CERTS');
    expect(lines[0]?.fields.names).not.toContain('NODE_OPTIONS');
  });

  it.each(['exits', 'loops', 'returns'])('that %s takes along the processes it started', async (way) => {
    const started = start('starts-another.js');
    await started.worker.open();
    void started.worker.deliver(batch(way), 2000);
    const id = await told(started);
    if (way === 'returns') await started.worker.close(ample);
    await gone(id);
  });

  it('that was closed has ended', async () => {
    const started = start('tells-process.js');
    await started.worker.deliver(batch('returns'), ample);
    const id = await told(started);
    expect(isAlive(id)).toBe(true);
    await started.worker.close(ample);
    await gone(id);
  });
});

/** A host in a process of its own, which may be killed. */
function startHost(file: string, id: string): { readonly host: ChildProcess; readonly lines: string[] } {
  const main = fileURLToPath(fixture('host-main.ts'));
  const host = spawn(process.execPath, ['--conditions=@kubeherald/source', main, file, id], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void host.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: host.stdout }).on('line', (line) => lines.push(line));
  return { host, lines };
}

describe('the process of a sink whose host', () => {
  it.each(['loops', 'waits', 'returns'])('was killed while it %s ends by itself', async (way) => {
    const { host, lines } = startHost('tells-process.js', way);
    const find = () => Number(/"id":(\d+)/.exec(lines.join('\n'))?.[1]);
    await expect.poll(find, { timeout: ample }).toBeGreaterThan(0);
    const id = find();
    expect(isAlive(id)).toBe(true);
    host.kill('SIGKILL');
    await once(host, 'exit');
    await gone(id);
  });

  it("has a standard output gets what it writes straight there; the rest is the log's", async () => {
    const { host, lines } = startHost('tells-process.js', 'prints');
    await expect.poll(() => lines, { timeout: ample }).toContain('straight to stdout');
    const line = JSON.stringify({ sink: 'under-test', stream: 'stderr', message: 'straight to stderr' });
    await expect.poll(() => lines, { timeout: ample }).toContain(line);
    host.stdin?.end();
    expect(await once(host, 'exit')).toEqual([0, null]);
  });
});

describe('a sink process', () => {
  const open = (graceMs: number) => {
    const said: string[] = [];
    const deaths: string[] = [];
    const process = new SinkProcess({
      heapMB: 64,
      graceMs,
      name: 'under-test',
      logLevel: 'info',
      rehearsal: false,
      onMessage: () => undefined,
      onNativeOutput: (text) => said.push(text),
      onDeath: ({ reason }) => deaths.push(reason),
    });
    onTestFinished(() => process.stop());
    return { process, said, deaths };
  };

  it('that is still starting at the deadline is not ended: the next call finds it', async () => {
    const { process, deaths } = open(0);
    const error = { code: 'KH_SINK_DEADLINE', message: expect.stringContaining('not ready') };
    expect(await process.call({ kind: 'close' }, 1)).toMatchObject({ kind: 'died', reason: 'deadline', error });
    expect(await process.call({ kind: 'close' }, ample)).toMatchObject({ kind: 'answered' });
    expect(deaths).toEqual([]);
  });

  it('that cannot be asked, for the request is no plain data, lives on', async () => {
    const { process, deaths } = open(ample);
    const impossible = { kind: 'describe', plugin: '', options: { callback: () => undefined } } as const;
    const error = { cause: { message: expect.stringContaining('could not be cloned') } };
    expect(await process.call(impossible, ample)).toMatchObject({ kind: 'died', error });
    const { place } = { place: undefined, ...(await process.call({ kind: 'close' }, ample)) };
    expect(await process.call(impossible, ample)).toMatchObject({ kind: 'died', error });
    expect(process.isCurrent(place)).toBe(true);
    expect(deaths).toEqual([]);
  });
});
