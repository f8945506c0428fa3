import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeCases, plainRequest } from './harness/suite.ts';
import type { WireRequest } from './harness/vectors.ts';

/** A signature is of its own moment. */
const unsigned = (request: WireRequest) => {
  const url = new URL(request.url.replace('RECORDER', 'recorder'));
  for (const name of ['sign', 'timestamp']) if (url.searchParams.has(name)) url.searchParams.set(name, '');
  return plainRequest({ ...request, url: url.href });
};

describeCases('dingtalk-', {
  view: unsigned,
  differences: {
    'dingtalk-010': {
      reason: 'a label with a percent sign is sent as it is; there it garbles the message',
      check: ({ requests }) => {
        expect(requests.map(({ body }) => body)).toEqual([
          '{"msgtype":"text","text":{"content":"50%done\\nLevel:Warning \\nKind:Pod \\nNamespace:prod \\nName:web-5d4.17a1b2c3d4e5f601 \\nReason:BackOff \\nTimestamp:2024-03-01 10:03:04 \\nMessage:Back-off pulling image \\"nginx:\\u003cbad\\u003e\\"\\nline2 \\u0026 100%d"},"markdown":{"title":"","text":""}}',
        ]);
      },
    },
    'dingtalk-026': {
      reason: 'who answers 500 gets the event again, later; there it is lost',
      options: { until: 2 },
      check: ({ requests }) => expect(requests[1]?.body).toBe(requests[0]?.body),
    },
    'dingtalk-027': {
      reason: 'an answer that is none of DingTalk’s, whatever its status, is no success: the event goes again',
      options: { until: 2 },
      check: ({ requests }) => expect(requests[1]?.body).toBe(requests[0]?.body),
    },
  },
  also: (outcomeOf) => {
    it('dingtalk-028: a label with a semicolon is left out, and said', () => {
      expect(outcomeOf('dingtalk-028').complaints.join('\n')).toContain('the parameter label contains a semicolon');
    });

    it('dingtalk-018 signs each request anew', () => {
      const [request] = outcomeOf('dingtalk-018').requests;
      const query = new URLSearchParams(request?.url.split('?')[1]);
      const secret = 'SEC4801ebab0yeuq924909668e5979f7d184b3f4bfac6a63ae36a';
      const signed = createHmac('sha256', secret)
        .update(`${query.get('timestamp')}\n${secret}`)
        .digest('base64');
      expect([...query.keys()]).toEqual(['access_token', 'sign', 'timestamp']);
      expect(query.get('sign')).toBe(signed);
    });

    it.each([
      ['dingtalk-006', /level=Normal,Warning is no level, so events of every type are sent/],
      ['dingtalk-034', /the URI has no host/],
    ])('%s: the log says %s', (id, words) => {
      expect(outcomeOf(id).complaints.join('\n')).toMatch(words);
    });

    it('shows no token and no secret in its log', () => {
      for (const id of ['dingtalk-018', 'dingtalk-035']) {
        expect(outcomeOf(id).log).not.toMatch(/da26636c287511a04|SEC4801ebab0yeuq/);
      }
    });
  },
});
