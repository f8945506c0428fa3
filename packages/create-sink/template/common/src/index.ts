import { createHttpClient, defineSink } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { payload } from './payload.ts';

export default defineSink({
  name: 'SINK_NAME',
  config,
  delivery: { maxEvents: 100 },
  capabilities: { ordered: true },
  /** Prepares, and connects to nothing yet: a destination that is down is no fault here. */
  async open({ token, ...options }) {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const client = await createHttpClient({
      ...options,
      // A token that is refused is no fault of the events: the sink stops and says so, and they wait.
      statuses: { 401: { kind: 'config', advice: 'correct `token`' } },
    });
    return {
      /** One request for all events of a batch. The client throws what tells the daemon to try again, to give up, or to stop. */
      async deliver(batch, { signal }) {
        if (batch.events.length === 0) return;
        await client.send({
          headers: { 'content-type': 'application/json', 'idempotency-key': batch.id, ...authorization },
          body: payload(batch.events),
          signal,
        });
      },
      close: () => client.close(),
    };
  },
});
