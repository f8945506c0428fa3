import { conformance, fakeDestination } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';

const sink = new URL('./index.ts', import.meta.url);
const token = 'kh-0123456789abcdef';
const noLimits = { limits: 'an arbitrary HTTP endpoint has none that the sink could know' };

describe('one request per event', () => {
  conformance(sink, {
    destination: fakeDestination({ key: ({ headers }) => String(headers['idempotency-key']) }),
    config: ({ url }) => ({
      url: `${url}/hook?access_token=${token}`,
      headers: { authorization: `Bearer secret-${token}` },
      proxy: 'none',
    }),
    notApplicable: noLimits,
  });
});

describe('one request per batch', () => {
  conformance(sink, {
    destination: fakeDestination(),
    config: ({ url }) => ({ url: url.replace('//', `//user:${token}@`), batch: 'ndjson', proxy: 'none' }),
    notApplicable: noLimits,
  });
});
