import { existsSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RehearsedRequest } from '@kubeherald/sink-sdk';
import { beforeAll, describe, expect, it } from 'vitest';
import { ample, batch, start } from './fixtures/start.ts';

describe('a rehearsal', () => {
  let url: string;
  let connections = 0;
  const path = join(mkdtempSync(join(tmpdir(), 'kubeherald-')), 'file');

  beforeAll(async () => {
    const server = createServer(() => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
    return () => new Promise<void>((resolve) => server.close(() => resolve()));
  });

  const rehearse = (by: string) => {
    const requests: RehearsedRequest[] = [];
    const options = { url, by, path };
    const { worker } = start('reaches-out.ts', { options, rehearsal: (request) => requests.push(request) });
    return { requests, outcome: worker.deliver(batch(), ample) };
  };

  it('gives the requests that would have been sent, each taken as accepted, and shows no credential', async () => {
    const { requests, outcome } = rehearse('http');
    expect(await outcome).toEqual({ kind: 'accepted' });
    expect(requests).toEqual([
      { method: 'GET', url, contentType: '', body: '' },
      { method: 'POST', url: `${url}?key=***`, contentType: 'text/plain', body: 'string grüße 🦆' },
    ]);
    expect(connections).toBe(0);
  });

  it('lets nothing out by another way', async () => {
    const { requests, outcome } = rehearse('socket');
    expect(await outcome).toMatchObject({ kind: 'retry', error: { message: 'this is a rehearsal: nothing is sent' } });
    expect([requests, connections]).toEqual([[], 0]);
  });

  it('lets nothing be written into files', async () => {
    const { outcome } = rehearse('file');
    expect(await outcome).toMatchObject({ kind: 'retry', error: { code: 'ERR_ACCESS_DENIED' } });
    expect(existsSync(path)).toBe(false);
  });
});
