import { conformance } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';
import { StandInDestination } from './fixtures/destination.ts';

const sink = new URL('./index.ts', import.meta.url);
const password = 'kube-0123456789';
/** Bytes of a record batch that the sink is told to keep to, and the broker refuses beyond. */
const batchBytes = 80_000;

describe('JSON', () => {
  conformance(sink, {
    destination: new StandInDestination(batchBytes, {
      plain: { kubeherald: password },
      topics: ['kubernetes-events'],
      largest: batchBytes,
    }),
    // Without the client's own tries each answer is seen.
    config: ({ broker }) => ({
      brokers: [broker.address],
      sasl: { username: 'kubeherald', password },
      batchBytes: `${batchBytes}`,
      retries: 0,
      timeout: '2s',
    }),
  });
});

describe('CloudEvents, and the raw event', () => {
  conformance(sink, {
    destination: new StandInDestination(batchBytes, { token: (token) => token === password, largest: batchBytes }),
    config: ({ broker }) => ({
      brokers: [broker.address],
      sasl: { mechanism: 'oauthbearer', token: password },
      topic: 'events.{{namespace}}',
      format: 'cloudevents',
      raw: true,
      batchBytes: `${batchBytes}`,
      idempotent: false,
      timeout: '2s',
    }),
  });
});
