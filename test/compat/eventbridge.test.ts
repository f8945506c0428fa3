import { createHmac } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './harness/run-cases.ts';
import { headerOf, livingCases, requestsOf, rows, runAll } from './harness/run-stores.ts';
import type { WireRequest } from './harness/vectors.ts';

const cases = livingCases('eventbridge-');

/** Ids are the events' revisions and not made up; an event without any time has not that of the call. */
const masked = (body: string) =>
  body
    .replaceAll(/"id":"[^"]*"/g, '"id":"…"')
    .replaceAll(/"time":"(?:<NOW:rfc3339>|1970-01-01T00:00:00Z)"/g, '"time":"…"');

const addresses = (requests: readonly WireRequest[]) => new Set(requests.map(({ method, url }) => `${method} ${url}`));
/** How events are cut into requests depends on how they come; there are never more than four in one. */
const events = (requests: readonly WireRequest[]): readonly unknown[] =>
  requests.flatMap(({ body }): readonly unknown[] => JSON.parse(masked(body)));

/** The signature is recomputed from what it is of. */
function isSigned({ headers }: WireRequest): boolean {
  const of = (name: string) => headerOf(headers, name) ?? '';
  const acs = ['method', 'nonce', 'version'].map(
    (name) => `x-acs-signature-${name}:${of(`x-acs-signature-${name}`)}\n`,
  );
  const text = `POST\n\n${of('content-type')}\n${of('date')}\n${acs.join('')}/openapi/putEvents`;
  return of('authorization') === `acs:AK:${createHmac('sha1', 'SK').update(text).digest('base64')}`;
}

describe('eventbridge gets what kube-eventer sends', () => {
  let outcomes: ReadonlyMap<string, Outcome> = new Map();
  beforeAll(async () => {
    outcomes = await runAll(cases);
  }, 300_000);

  it.each(rows(cases))('%s: %s', (id, _title, { expect: { requests: theirs } }) => {
    const ours = requestsOf(outcomes.get(id));
    expect(addresses(ours)).toEqual(addresses(theirs));
    expect(events(ours)).toEqual(events(theirs));
    for (const request of ours) {
      expect(events([request]).length).toBeLessThanOrEqual(4);
      expect(isSigned(request)).toBe(true);
    }
  });
});
