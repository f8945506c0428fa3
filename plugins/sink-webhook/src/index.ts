import {
  type Call,
  ConfigError,
  createHttpClient,
  defineSink,
  type KubeEvent,
  RejectedError,
} from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { deliverSingly } from './deliver.ts';
import { createPayload } from './payload.ts';

/** Names of headers are tokens (RFC 9110 §5.6.2), values are visible characters, spaces and tabs. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Of a 4xx answer to the harmless request of `check`, only these speak of the sink: that OPTIONS or an empty body is unknown does not. */
const telling: ReadonlySet<number> = new Set([401, 403, 407, 408, 425, 429]);

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) throw new ConfigError(`headers: ${JSON.stringify(name)} is no name of a header`);
    if (!headerValue.test(value))
      throw new ConfigError(
        `headers: the value of ${name} has a character that no header may have, such as a line end`,
      );
  }
}

/** Events to any HTTP endpoint. */
export default defineSink({
  name: 'webhook',
  config,
  capabilities: { partial: true, ordered: true },
  async open(options) {
    checkHeaders(options.headers);
    const payload = await createPayload(options);
    const headers = { 'content-type': payload.contentType, ...lowerCase(options.headers) };
    const client = await createHttpClient({
      ...options,
      // Word by word too: of `Bearer abc` a destination may repeat the token alone.
      secrets: Object.values(options.headers).flatMap((value) => [value, ...value.split(/\s+/)]),
    });
    const post = async (body: string, key: string, { signal }: Call) => {
      await client.send({
        method: options.method,
        headers: headerValue.test(key) ? { ...headers, 'idempotency-key': key } : headers,
        body,
        signal,
      });
    };
    /** What a template says of one event; a template that stumbles over an event must not hold up the others. */
    const body = (event: KubeEvent): string => {
      try {
        return payload.one(event);
      } catch (error) {
        throw new RejectedError(`the template failed: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    };
    return {
      async deliver(batch, call) {
        if (batch.events.length === 0) return undefined;
        if (options.batch === 'single') {
          return deliverSingly(batch, options.connections, async (event) => post(body(event), event.id, call));
        }
        await post(payload.many(batch.events.map(body)), batch.id, call);
        return undefined;
      },
      /** OPTIONS changes nothing at a destination (RFC 9110 §9.2.1): it shows that name, network, TLS, proxy and credentials are good. */
      async check({ signal }) {
        const accept = (status: number) => (status >= 400 && status < 500 && !telling.has(status)) || status === 501;
        await client.send({ method: 'OPTIONS', headers: lowerCase(options.headers), signal, accept });
      },
      close: () => client.close(),
    };
  },
});

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
