import { defineSink } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { openRobot } from './robot.ts';

/** Events to a WeCom group robot, which notifies those whom they concern. */
export default defineSink({
  name: 'wechat-mentions',
  config,
  delivery: {
    // A storm becomes a few digests: what waits for its turn waits in one batch.
    maxEvents: 1000,
    maxBytes: 4 * 1024 * 1024,
    // With the burst no minute has more than the 20 that WeCom takes.
    rateLimit: { batches: 15, perMs: 60_000, burst: 5 },
    timeoutMs: 60_000,
  },
  capabilities: { partial: true },
  open: (options) => openRobot(options, () => performance.now()),
});
