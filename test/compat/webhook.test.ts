import { expect, it } from 'vitest';
import { unmended } from './harness/mended.ts';
import type { Outcome } from './harness/run-cases.ts';
import { type Difference, describeCases, plainRequest } from './harness/suite.ts';
import { readVectors, type WireRequest } from './harness/vectors.ts';

const sendsAll = (reason: string, most: number): Difference => ({
  reason,
  check: ({ requests, complaints }) => {
    expect(requests).toHaveLength(most);
    expect(complaints.join('\n')).toMatch(/filter/);
  },
});

describeCases('webhook-', {
  differences: {
    'webhook-027': sendsAll(
      'a reason that is no regular expression filters nothing, and says so; there it drops every event',
      10,
    ),
    'webhook-032': sendsAll('reason= filters nothing, and says so; there it drops every event', 10),
    'webhook-041': {
      reason: 'a method in lower case is one that no server knows: it goes out in capitals',
      check: ({ requests, complaints }) => {
        expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST']);
        expect(complaints.join('\n')).toContain('the method is POST');
      },
    },
    'webhook-047': {
      reason: 'a header is sent whole when its value has a second =; there it is dropped without a word',
      check: ({ requests }, { expect: recorded }) => {
        const bodies = recorded.requests.map(({ body }) => body);
        expect(requests.map(({ body }, index) => unmended(body, bodies[index] ?? ''))).toEqual(bodies);
        for (const request of requests) {
          expect(plainRequest(request).headers).toEqual(['authorization: Basic YWI=', 'x-a: 1']);
        }
      },
    },
    'webhook-049': {
      reason: 'a header that cannot be sent is left out, and said; there every request fails',
      check: ({ requests, complaints }) => {
        expect(requests.map((request) => plainRequest(request).headers)).toEqual([['x-empty: '], ['x-empty: ']]);
        expect(complaints.join('\n')).toContain('has no valid name');
      },
    },
    'webhook-053': {
      reason: 'a header with a line end is left out, and said; there every request fails',
      check: ({ requests, complaints }) => {
        expect(requests.map((request) => plainRequest(request).headers)).toEqual([[], []]);
        expect(complaints.join('\n')).toContain('has a character that no header may have');
      },
    },
    'webhook-084': {
      reason: 'who answers 429 gets the event again, later; there it is lost',
      options: { until: 2 },
      check: ({ requests }) => {
        const [first, again] = requests;
        expect(again?.body).toBe(first?.body);
      },
    },
    'webhook-069': {
      reason: 'an empty text in the ConfigMap is none: the default body goes out; there an empty one',
      check: sendsDefaultBody,
    },
    'webhook-071': {
      reason: 'a template that cannot work is told, and the default body goes out; there nothing does',
      check: sendsDefaultBody,
    },
    'webhook-072': {
      reason: "sprig's functions exist; there the event is dropped",
      check: ({ requests }) => {
        expect(requests.map(({ body }) => body.split('\n')[0])).toEqual(['ok', 'ok']);
        expect(requests.map(({ body }) => JSON.parse(body.slice(3)))).toEqual([
          expect.stringContaining('Back-off pulling image'),
          'Successfully assigned default/api-0 to node-1',
        ]);
      },
    },
    'webhook-073': {
      reason: 'a template with a field that does not exist is told, and the default body goes out; there nothing does',
      check: sendsDefaultBody,
    },
    'webhook-126': {
      reason: 'what comes while the receiver is slow waits for it; there a whole batch is lost',
      check: ({ requests }) => {
        expect(requests.map(({ body }) => body)).toEqual([
          'web-5d4.17a1b2c3d4e5f601',
          'api-0.17a1b2c3d4e5f602',
          'node-1.17a1b2c3d4e5f603',
        ]);
      },
    },
    'webhook-086': redirect(),
    'webhook-087': redirect(),
  },
  options: ({ id }) => (id === 'webhook-090' ? { says: /sink webhook cannot deliver[^"]*ECONNREFUSED/ } : {}),
  also: (outcomeOf) => {
    it.each(['webhook-004', 'webhook-046', 'webhook-048'])('%s: header names and User-Agent as recorded', (id) => {
      const own = new Set(['accept-encoding', 'connection', 'host', 'content-length']);
      const shown = (list: readonly WireRequest[]) =>
        list.map(({ headers }) =>
          headers
            .map((header) => header.join(': '))
            .filter((line) => !own.has(line.toLowerCase().split(':')[0] ?? ''))
            .sort(),
        );
      const [vector] = readVectors(id);
      expect(shown(outcomeOf(id).requests)).toEqual(shown(vector?.expect.requests ?? []));
    });

    it.each([
      ['webhook-026', 'reason=%5B%5EUnhealthy%5D'],
      ['webhook-035', 'reason=%25zz'],
      ['webhook-095', 'x=a+b&y=%E4%B8%AD&z=%E4%B8%AD'],
      ['webhook-096', 'reason=%5B%5EUnhealthy%5D%7Cx%22%3C%3E'],
    ])('%s: characters that no URL may have go out as %%xx, for many servers answer 400 to them', (id, part) => {
      const { requests } = outcomeOf(id);
      expect(requests.length).toBeGreaterThan(0);
      for (const { url } of requests) expect(url).toContain(part);
    });

    it.each([
      ['webhook-026', /reason=\[\^Unhealthy\] does not mean "not Unhealthy".*not: \{ reasons: \[Unhealthy\] \}/],
      ['webhook-008', /level=Error is no level/],
      ['webhook-012', /the spaces are part of the names/],
      ['webhook-016', /exact names and no regular expressions/],
      ['webhook-025', /reason is given 2 times; only the first counts/],
      ['webhook-035', /the parameter reason has a % that begins no escape/],
      ['webhook-042', /the method is GET, with a body.*write method=POST/],
      ['webhook-048', /^(?!.*abc)/s],
      ['webhook-094', /what follows the # is no part of the request/],
      ['webhook-097', /\$UNSET in the URI names an environment variable that is not set/],
      ['webhook-103', /Failed to create webhook:\/\*\*\* sink: the URI has no host/],
      ['webhook-110', /a DingTalk robot, which answers 200 with an error inside/],
      ['webhook-115', /a Feishu robot, which answers 200 with an error inside/],
      ['webhook-120', /a WeCom robot, which answers 200 with an error inside/],
    ])('%s: the log says %s', (id, words) => {
      expect(outcomeOf(id).complaints.join('\n')).toMatch(words);
    });
  },
});

function sendsDefaultBody({ requests, complaints }: Outcome): void {
  expect(requests.map(({ body }) => /^\n\{\n\t"EventType": "(Warning|Normal)",/.exec(body)?.[1])).toEqual([
    'Warning',
    'Normal',
  ]);
  expect(complaints.join('\n')).toContain('ConfigMap kube-system/custom-body');
}

function redirect(): Difference {
  return {
    reason:
      'a redirect is not followed, for it may lead anywhere with the tokens: the sink says what URL to configure, and keeps its events',
    options: { says: /configure the final URL/ },
    check: ({ requests, log }) => {
      expect(requests).toHaveLength(1);
      expect(log).toContain('a redirect to ');
    },
  };
}
