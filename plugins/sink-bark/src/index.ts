import { defineSink } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { createDelivery } from './delivery.ts';
import { createNotifications } from './notification.ts';
import { createServer } from './push.ts';

/** Notifications on iPhones and iPads, by Bark. */
export default defineSink({
  name: 'bark',
  config,
  // The server takes far more; who reads does not. While a batch waits for its turn it grows, and becomes a digest.
  delivery: {
    maxEvents: 1000,
    maxBytes: 4 * 1024 * 1024,
    timeoutMs: 60_000,
    rateLimit: { batches: 10, perMs: 60_000, burst: 5 },
  },
  async open(options, { log }) {
    const notifications = await createNotifications(options);
    const keys = [...new Set(options.deviceKeys)];
    const server = await createServer(options, keys);
    const deliver = createDelivery(notifications, server, keys, log);
    return {
      deliver: ({ events }, { signal }) => deliver(events, signal),
      check: ({ signal }) => server.check(keys, signal),
      close: () => server.close(),
    };
  },
});
