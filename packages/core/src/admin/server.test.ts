import { describe, expect, it } from 'vitest';
import { liveness, readiness, type ScopeHealth } from './health.ts';
import { type AdminView, buildAdmin, startAdmin } from './server.ts';

const scope = (over: Partial<ScopeHealth>): ScopeHealth => ({
  scope: '',
  state: 'watching',
  deadlineAt: 1_000_000,
  synced: true,
  problem: undefined,
  ...over,
});

const view = (over: Partial<AdminView> = {}): AdminView => ({
  alive: () => liveness([scope({})], 1_000_000),
  ready: () => readiness([scope({})], undefined, [], []),
  status: async () => ({ version: '1' }),
  metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'kubeherald_build_info 1\n' }),
  ...over,
});

describe('the admin API', () => {
  it('answers the probes with 200 when all is well', async () => {
    const server = buildAdmin(view(), undefined);
    for (const url of ['/healthz', '/readyz']) {
      const response = await server.inject(url);
      expect(response.statusCode).toBe(200);
      expect(response.json().status).toBe('ok');
    }
  });

  it('answers what a program adds, in place of its own where that is the same path', async () => {
    const extra = {
      '/healthz': () => ({ status: 200, body: 'ok' }),
      '/healtz': () => ({ status: 500, body: 'error' }),
    };
    const server = buildAdmin(view({ extra }), 'token');
    const answers = [];
    for (const url of ['/healthz', '/healtz?x', '/readyz']) {
      const { statusCode, body, headers } = await server.inject(url);
      answers.push([statusCode, headers['content-type'], body.slice(0, 5)]);
    }
    expect(answers).toEqual([
      [200, 'text/plain; charset=utf-8', 'ok'],
      [500, 'text/plain; charset=utf-8', 'error'],
      [200, 'application/json; charset=utf-8', '{"sta'],
    ]);
    expect((await server.inject({ method: 'POST', url: '/healtz' })).statusCode).toBe(404);
  });

  it('is not alive when a watch is silent past its own deadline', async () => {
    const server = buildAdmin(view({ alive: () => liveness([scope({ deadlineAt: 1_000 })], 100_000) }), undefined);
    const response = await server.inject('/healthz');
    expect(response.statusCode).toBe(503);
    expect(response.json().checks[0].detail).toContain('99 s past its deadline');
  });

  it('stays alive while it waits for an API server that is away', () => {
    expect(liveness([scope({ state: 'waiting', deadlineAt: 90_000 })], 80_000)[0]?.ok).toBe(true);
  });

  it('is not ready before the first list, nor while the disk refuses, and says why', async () => {
    const ready = () =>
      readiness([scope({ synced: false, problem: 'events is forbidden' })], new Error('ENOSPC: no space left'), [], []);
    const response = await buildAdmin(view({ ready }), undefined).inject('/readyz');
    expect(response.statusCode).toBe(503);
    expect(response.body).toContain('events is forbidden');
    expect(response.body).toContain('ENOSPC');
  });

  it('keeps /api behind the token, health and metrics open', async () => {
    const server = buildAdmin(view(), 'let-me-in');
    expect((await server.inject('/metrics')).statusCode).toBe(200);
    expect((await server.inject('/healthz')).statusCode).toBe(200);
    expect((await server.inject('/api/v1/status')).statusCode).toBe(401);
    const wrong = await server.inject({ url: '/api/v1/status', headers: { authorization: 'Bearer let-me-on' } });
    expect(wrong.statusCode).toBe(401);
    const right = await server.inject({ url: '/api/v1/status', headers: { authorization: 'Bearer let-me-in' } });
    expect(right.json()).toEqual({ version: '1' });
  });

  it('names the address and the setting when the port is taken', async () => {
    const first = await startAdmin(view(), { host: '127.0.0.1', port: 0, token: undefined });
    const port = Number(new URL(first.url).port);
    await expect(startAdmin(view(), { host: '127.0.0.1', port, token: undefined })).rejects.toMatchObject({
      code: 'KH_ADMIN_LISTEN',
      message: expect.stringContaining('admin.port'),
    });
    await first.close();
  });
});
