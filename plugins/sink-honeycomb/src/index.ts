import { promisify } from 'node:util';
import { gzip, zstdCompress } from 'node:zlib';
import {
  type Call,
  ConfigError,
  createHttpClient,
  defineSink,
  type Meaning,
  parseBytes,
  RejectedError,
  RetryableError,
  truncate,
} from '@kubeherald/sink-sdk';
import { bodyOf, type Item, itemOf, requestsOf } from './batch.ts';
import { layouts } from './columns.ts';
import { config } from './config.ts';
import { deliverBatches } from './deliver.ts';
import { Pace, waitOf } from './pace.ts';
import { maySend } from './reply.ts';

const compress = { gzip: promisify(gzip), zstd: promisify(zstdCompress), none: async (body: string) => body } as const;

/** Smaller requests would cut what usual events consist of. */
const leastRequestBytes = 16_384;
/** Characters of an answer that are worth showing. */
const shownLength = 300;

const statuses: Readonly<Record<number, Meaning>> = {
  401: {
    kind: 'config',
    advice: 'Honeycomb does not accept the key: check apiKey, and that its region is that of url',
  },
  403: { kind: 'config', advice: 'the key may not send events, or the team is throttled by Honeycomb: check apiKey' },
  404: { kind: 'config', advice: 'there is no such API or dataset: check url and dataset' },
  405: { kind: 'config', advice: 'there is no such API at this URL: check url' },
};

/** Events as events of a Honeycomb dataset. */
export default defineSink({
  name: 'honeycomb',
  config,
  capabilities: { partial: true },
  delivery: { maxEvents: 500, maxBytes: 2_000_000 },
  async open(options) {
    const { apiKey, compression } = options;
    const requestBytes = parseBytes(options.requestBytes);
    if (requestBytes < leastRequestBytes) throw new ConfigError('requestBytes: expected 16KiB or more');
    const api = options.url.replace(/\/+$/, '');
    const client = await createHttpClient({ ...options, url: api, secrets: [apiKey], statuses });
    const layout = layouts[options.layout];
    const pace = new Pace(Date.now);
    const key = { 'x-honeycomb-team': apiKey };
    const headers = {
      ...key,
      'content-type': 'application/json',
      ...(compression === 'none' ? {} : { 'content-encoding': compression }),
    };
    const url = `${api}/1/batch/${encodeURIComponent(options.dataset)}`;
    const post = async (items: readonly Item[], { signal }: Call) => {
      pace.enter();
      const body = await compress[compression](bodyOf(items));
      const reply = await client.send({ url, headers, body, signal, accept: (status) => status === 429 });
      if (reply.status === 429) {
        const said = truncate(client.hide(reply.text), shownLength);
        const retryAfterMs = waitOf(reply.headers, Date.now());
        throw new RetryableError(`Honeycomb's rate limit is exceeded (429): ${said}`, { retryAfterMs });
      }
      pace.note(reply.headers);
      return reply.text;
    };
    // As kube-eventer, whose users have relays in front of the API.
    const reading = { hide: client.hide, takesAnyAnswer: options.layout === 'kube-eventer' };
    return {
      async deliver({ events }, call) {
        const items = events.map((event, index) => itemOf(event, index, layout, requestBytes));
        return deliverBatches(requestsOf(items, requestBytes), (some) => post(some, call), reading);
      },
      async check({ signal }) {
        try {
          const { text } = await client.send({ method: 'GET', url: `${api}/1/auth`, headers: key, signal });
          if (maySend(text) === false) throw new ConfigError('apiKey: the key lacks the permission to send events');
        } catch (error) {
          if (!RejectedError.is(error)) throw error;
          throw new ConfigError(error.message, { cause: error });
        }
      },
      close: () => client.close(),
    };
  },
});
