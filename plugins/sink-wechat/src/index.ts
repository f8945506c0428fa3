import { defineSink } from '@kubeherald/sink-sdk';
import { openApplication } from './application.ts';
import { config } from './config.ts';

/** Messages of a WeCom application to members, departments and tags. */
export default defineSink({
  name: 'wechat',
  config,
  // A member gets 30 messages a minute and 1000 an hour, more are dropped without a word: 26 and 970 are sent, and the rest of both is
  // for digests that need a second message. While a batch waits for its turn it grows, and becomes a digest.
  delivery: {
    maxEvents: 1000,
    maxBytes: 4 * 1024 * 1024,
    timeoutMs: 60_000,
    rateLimit: { batches: 16, perMs: 60_000, burst: 10 },
  },
  capabilities: { partial: true },
  open: (options, { log }) => openApplication(options, log, () => performance.now()),
});
