import { answered, ConfigError, defineSink, parseDuration, RetryableError, tlsConnect } from '@kubeherald/sink-sdk';
import { addressOf } from './address.ts';
import { Client } from './client.ts';
import { config } from './config.ts';
import { deliverEvents } from './deliver.ts';
import { type EventOptions, riemannEvent } from './event.ts';
import { nameOf } from './failure.ts';
import { encodeFrame } from './message.ts';

/** Events as events of Riemann. */
export default defineSink({
  name: 'riemann',
  config,
  capabilities: { partial: true, ordered: true },
  delivery: { maxEvents: 1000 },
  open(options) {
    const address = addressOf(options.url);
    if (options.tls !== undefined && !address.isTls) {
      throw new ConfigError('tls: url begins with tcp://, which has no TLS; expected tls://');
    }
    const client = new Client(address, tlsConnect(options.tls ?? {}), parseDuration(options.timeout));
    const mapping: EventOptions = { ...options, now: Date.now };
    return {
      async deliver({ events }, call) {
        const list = events.map((event) => riemannEvent(event, mapping));
        const refusals = await deliverEvents(list, options.batchSize, (frames) => client.ask(frames, call));
        answered(() => `${nameOf(address)} answered ok to ${events.length - refusals.length} events`);
        return refusals;
      },
      /** A message without events is answered as any other. */
      async check(call) {
        const [outcome] = await client.ask([encodeFrame([])], call);
        if (outcome?.status === 'rejected') throw outcome.reason;
        if (outcome?.value.ok === false) throw new RetryableError(`Riemann answered: ${outcome.value.error}`);
      },
      close: () => client.close(),
    };
  },
});
