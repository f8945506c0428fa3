import { hostname } from 'node:os';
import { Riemann } from '@kubeherald/stand-ins/riemann';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { livingCases, rows, runAll } from './harness/run-stores.ts';
import type { Vector } from './harness/vectors.ts';

const cases = livingCases('riemann-');
const servers = new Map<string, Riemann>();

type Fields = { readonly [field: string]: unknown };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function recordedEvents({ expect: { raw } }: Vector): readonly Fields[] {
  const messages = Array.isArray(raw.records) ? raw.records.filter(isFields) : [];
  return messages.flatMap(({ events }) => (Array.isArray(events) ? events.filter(isFields) : []));
}

/** An event of either side in one form. An event without any time has not that of the call. */
function plain(event: Fields): Fields {
  const { time: _time, timeMicros: _micros, time_micros: _recorded, metric, metric_sint64: sint64, ...others } = event;
  const pairs = Array.isArray(event.attributes) ? event.attributes : Object.entries(event.attributes ?? {});
  const attributes = Object.fromEntries(pairs.map((pair: readonly string[]) => [pair[0], pair[1]]));
  const isBare = event.service === 'Service.FailedToUpdateEndpoint';
  return {
    ...others,
    host: event.host === hostname() ? '<HOSTNAME>' : event.host,
    attributes: { ...attributes, ...(isBare ? { 'last-timestamp': '…' } : {}) },
    metric: metric ?? sint64,
  };
}

describe('riemann gets what kube-eventer sends', () => {
  beforeAll(async () => {
    for (const { id } of cases) {
      const server = new Riemann();
      await server.up();
      servers.set(id, server);
    }
    await runAll(cases, ({ id }) => ({ extra: `127.0.0.1:${servers.get(id)?.port ?? 0}` }));
  }, 300_000);
  afterAll(async () => {
    for (const server of servers.values()) await server.down();
  });

  it.each(rows(cases))('%s: %s', (id, _title, vector) => {
    const ours = servers.get(id)?.events ?? [];
    expect(ours.map((event) => plain({ ...event }))).toEqual(recordedEvents(vector).map(plain));
    const now = Date.now() / 1000;
    for (const { time } of ours) expect(Math.abs(now - Number(time))).toBeLessThan(600);
  });

  it('no message has more events than batchsize', () => {
    const sizes = (servers.get('riemann-003')?.received ?? []).map(({ msg }) => msg.events.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2);
  });
});
