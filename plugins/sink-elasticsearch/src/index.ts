import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Call, ConfigError, defineSink, grouped, parseBytes, RejectedError } from '@kubeherald/sink-sdk';
import { createAliases } from './aliases.ts';
import { authorization } from './authorization.ts';
import { type Item, itemOf, withoutType } from './bulk.ts';
import { createCluster } from './cluster.ts';
import { config } from './config.ts';
import { deliverBulk } from './deliver.ts';
import { createInstaller } from './installer.ts';
import { layoutOf } from './layout.ts';
import { filterPath } from './reply.ts';

const compress = promisify(gzip);

/** Smaller requests would cut what usual events consist of. */
const leastRequestBytes = 16_384;

/** Events as documents of Elasticsearch or OpenSearch. */
export default defineSink({
  name: 'elasticsearch',
  config,
  capabilities: { idempotent: true, partial: true },
  // The rest of a request of 5 MB is what a document has beside its event.
  delivery: { maxEvents: 500, maxBytes: 4_000_000 },
  async open(options, { log }) {
    const requestBytes = parseBytes(options.requestBytes);
    if (requestBytes < leastRequestBytes) throw new ConfigError('requestBytes: expected 16KiB or more');
    const cluster = await createCluster(options, authorization(options));
    const install = createInstaller(options, cluster, log);
    if (options.alias !== undefined && options.target === 'dataStream') {
      throw new ConfigError('alias: a data stream has no indices of its own to give it to');
    }
    const ensure = createAliases(options.alias, cluster, log);
    const bulk = { ...layoutOf(options), requestBytes };
    const isGzip = options.compression === 'gzip';
    const headers = { 'content-type': 'application/x-ndjson', ...(isGzip ? { 'content-encoding': 'gzip' } : {}) };
    const query = new URLSearchParams({ filter_path: filterPath });
    if (options.pipeline !== undefined) query.set('pipeline', options.pipeline);
    const post = async (body: string, { signal }: Call) => {
      const sent = isGzip ? await compress(body) : body;
      const reply = await cluster.send({ path: `/_bulk?${query.toString()}`, headers, body: sent, signal });
      return reply.text;
    };
    let knowsTypes = true;
    const send = async (items: readonly Item[], call: Call): Promise<string> => {
      const lines = items.map(({ action, document }) => (knowsTypes ? action : withoutType(action)) + document);
      try {
        return await post(lines.join(''), call);
      } catch (error) {
        if (!knowsTypes || !RejectedError.is(error) || !/unknown parameter \[_type\]/.test(error.message)) throw error;
        log.info({ documentType: options.documentType }, 'the server knows no mapping types; documentType is left out');
        knowsTypes = false;
        return send(items, call);
      }
    };
    return {
      async deliver({ events }, call) {
        if (events.length === 0) return undefined;
        await install(call);
        const items = events.map((event, index) => itemOf(event, index, bulk));
        for (const index of new Set(events.map(bulk.indexOf))) await ensure(index, call);
        return deliverBulk(
          grouped(items, { bytesOf: ({ bytes }) => bytes, mostBytes: requestBytes }),
          (some) => send(some, call),
          cluster.hide,
        );
      },
      /** A credential that may only write is not allowed to read `/`; that it is known is what matters. */
      async check({ signal }) {
        try {
          await cluster.send({ method: 'GET', path: '/', signal, accept: (status) => status === 403 });
        } catch (error) {
          if (!RejectedError.is(error)) throw error;
          throw new ConfigError(error.message, { cause: error });
        }
      },
      close: () => cluster.close(),
    };
  },
});
