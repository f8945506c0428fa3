import { conformance, fakeDestination } from '@kubeherald/sink-testkit';

conformance(new URL('../src/index.ts', import.meta.url), {
  // Tell it what your API answers, and its limits, once this sink speaks to it.
  destination: fakeDestination(),
  config: ({ url }) => ({ url, token: 'token-0123456789abcdef', proxy: 'none' }),
  notApplicable: { limits: 'the destination takes requests of any size' },
});
