import { expect, it } from 'vitest';
import { describeCases, plainRequest } from './harness/suite.ts';
import type { WireRequest } from './harness/vectors.ts';

const isToken = ({ url }: WireRequest): boolean => url.includes('/gettoken?');

describeCases('wechat-', {
  // A token is asked for once in its two hours and not for every event: of those requests only what they are counts.
  view: (request) => (isToken(request) ? undefined : plainRequest(request)),
  differences: {
    'wechat-009': {
      reason: 'an answer that holds no token is an error, and events wait; there they are sent without one, and lost',
      options: { until: 2 },
      check: ({ requests }) => expect(requests.every(isToken)).toBe(true),
    },
  },
  options: ({ id }) => {
    if (id === 'wechat-008') return { until: 2 };
    return id === 'wechat-011' ? { says: /60020/ } : {};
  },
  also: (outcomeOf) => {
    it('asks for a token once, at the recorded address', () => {
      const { requests } = outcomeOf('wechat-001');
      expect(requests.filter(isToken).map(({ method, url }) => `${method} ${url}`)).toEqual([
        'GET https://qyapi.weixin.qq.com/cgi-bin/gettoken?corpid=CORP&corpsecret=SECRET',
      ]);
    });

    it('wechat-008: while there is no token, events wait and it is asked for again; there they are lost', () => {
      const { requests } = outcomeOf('wechat-008');
      expect(requests.length).toBeGreaterThan(1);
      expect(requests.every(isToken)).toBe(true);
    });

    it('wechat-011: an answer that says no is an error that tells what to do; there nobody hears of it', () => {
      expect(outcomeOf('wechat-011').complaints.join('\n')).toMatch(/60020: not allow/);
    });
  },
});
