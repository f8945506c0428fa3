import { defineSink } from '@kubeherald/sink-sdk';
import { openChat } from './chat.ts';
import { config } from './config.ts';
import { openEndpoint } from './endpoint.ts';
import { checkHeaders } from './headers.ts';
import { presets } from './presets/index.ts';

/** Events to any HTTP endpoint, and to chats that take messages by one. */
export default defineSink({
  name: 'webhook',
  config,
  capabilities: { partial: true, ordered: true },
  mannerWith({ preset }) {
    if (preset === undefined) return {};
    // A storm becomes a few digests: what waits for its turn waits in one batch, which names the worst first.
    const { rateLimit } = presets[preset];
    return {
      delivery: { maxEvents: 1000, maxBytes: 4 * 1024 * 1024, timeoutMs: 60_000, rateLimit },
      capabilities: { ordered: false },
    };
  },
  async open(options, { log }) {
    checkHeaders(options.headers);
    const clocks = { date: () => Date.now(), steady: () => performance.now() };
    const { preset } = options;
    return preset === undefined ? openEndpoint(options, clocks, log) : openChat(options, presets[preset], clocks);
  },
});
