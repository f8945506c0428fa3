import { answered, defineSink, parseDuration } from '@kubeherald/sink-sdk';
import { writeAll } from './bulk.ts';
import { createHide, readClient } from './client.ts';
import { config } from './config.ts';
import { documentOf, layoutFields } from './document.ts';
import { expireAfter } from './expiry.ts';
import { translate } from './failure.ts';
import { operationOf } from './operation.ts';
import { Session } from './session.ts';

/** Events as documents of MongoDB. */
export default defineSink({
  name: 'mongodb',
  config,
  delivery: { maxEvents: 500 },
  capabilities: { idempotent: true, partial: true },
  open(options, { log }) {
    const { mode, layout, raw, database, collection } = options;
    const hide = createHide(options);
    const session = new Session(readClient(options, parseDuration(options.timeout)), database, collection);
    const where = `MongoDB, ${database}.${collection}`;
    const { time } = layoutFields[layout];
    const seconds = options.ttl === undefined ? undefined : Math.round(parseDuration(options.ttl) / 1000);
    let expires = seconds === undefined;
    return {
      async deliver({ events }, { signal }) {
        if (events.length === 0) return undefined;
        const documents = events.map((event) => documentOf(event, layout, mode, raw));
        const operations = documents.map((document) => operationOf(document, mode, time));
        const ids = documents.map(({ _id }) => _id);
        try {
          return await session.use(async (target, db) => {
            if (!expires && seconds !== undefined) {
              await expireAfter(db, target, time, seconds, log);
              expires = true;
            }
            const { inserted, replaced, refusals } = await writeAll(target, operations, ids, hide);
            answered(() => `${where}: ${events.length} sent, ${inserted} inserted, ${replaced} replaced`);
            return refusals;
          }, signal);
        } catch (error) {
          throw translate(error, where, hide);
        }
      },
      /** Asks for a document that nobody has: that needs the server, the credentials and the right to read. */
      async check({ signal }) {
        try {
          await session.use((target) => target.findOne({ _id: '' }, { projection: { _id: 1 } }), signal);
        } catch (error) {
          throw translate(error, where, hide);
        }
      },
      close: () => session.close(),
    };
  },
});
