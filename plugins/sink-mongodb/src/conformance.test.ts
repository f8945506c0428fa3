import { conformance } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';
import { password, StandInDestination } from './fixtures/destination.ts';

const sink = new URL('./index.ts', import.meta.url);
const notApplicable = { limits: 'a document may have 16 MiB, an event 1.5' };

describe('a document per revision', () => {
  conformance(sink, {
    destination: new StandInDestination(),
    config: ({ server }) => ({ url: server.url, password, timeout: '2s', ttl: '30d', raw: true }),
    notApplicable,
  });
});

describe("a document per event, in kube-eventer's layout", () => {
  conformance(sink, {
    destination: new StandInDestination(),
    config: ({ server }) => ({
      url: server.url.replace('@', `:${password}@`),
      timeout: '2s',
      mode: 'upsert',
      layout: 'kube-eventer',
    }),
    notApplicable,
  });
});
