import { readBody, readGroup } from '@kubeherald/stand-ins/sls';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './harness/run-cases.ts';
import { headerOf, livingCases, rows, runAll } from './harness/run-stores.ts';
import type { Vector, WireRequest } from './harness/vectors.ts';

const cases = livingCases('sls-');

const addresses = (requests: readonly WireRequest[]) => new Set(requests.map(({ method, url }) => `${method} ${url}`));

function groupOf({ headers, bodyBase64 = '' }: WireRequest) {
  const lower = Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]));
  return readGroup(readBody(lower, Buffer.from(bodyBase64, 'base64')));
}

type Fields = { readonly [field: string]: unknown };
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The logs of the recorded requests, which the recording has decoded. */
function recordedLogs({ expect: { raw } }: Vector): readonly unknown[] {
  const requests: readonly unknown[] = Array.isArray(raw.requests) ? raw.requests : [];
  return requests.flatMap((request): readonly unknown[] => {
    const group = isFields(request) && isFields(request.log_group) ? request.log_group : {};
    return Array.isArray(group.logs) ? group.logs : [];
  });
}

describe('sls gets what kube-eventer sends', () => {
  let outcomes: ReadonlyMap<string, Outcome> = new Map();
  beforeAll(async () => {
    outcomes = await runAll(cases);
  }, 300_000);

  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(2);
  });

  it.each(rows(cases))('%s: %s', (id, _title, vector) => {
    const ours = outcomes.get(id)?.requests ?? [];
    expect(addresses(ours)).toEqual(addresses(vector.expect.requests));
    const groups = ours.map(groupOf);
    const logs = groups.flatMap((group) => group.logs);
    expect(logs.map(({ seconds, contents }) => ({ contents: Object.entries(contents), time: seconds }))).toEqual(
      recordedLogs(vector),
    );
    expect(groups.every(({ topic, source }) => topic === '' && source === '')).toBe(true);
    for (const { headers } of ours) {
      expect(headerOf(headers, 'content-type')).toBe('application/x-protobuf');
      expect(headerOf(headers, 'x-log-compresstype')).toBe('lz4');
      expect(headerOf(headers, 'authorization')).toMatch(
        /^SLS4-HMAC-SHA256 Credential=(AK|A1)\/\d{8}\/cn-hangzhou\/sls\//,
      );
    }
  });
});
