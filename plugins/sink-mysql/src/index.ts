import { answered, defineSink, parseDuration } from '@kubeherald/sink-sdk';
import { readAddress } from './address.ts';
import { config } from './config.ts';
import { meaningOf, translate } from './failure.ts';
import { insertAll } from './insert.ts';
import { Session } from './session.ts';
import { createWriter } from './statement.ts';
import { Table } from './table.ts';
import { createClock, textClock } from './time.ts';

/** Bytes of a packet that are not the statement: the command and the protocol's own. */
const packetHead = 1024;

/** Events as rows of MySQL or MariaDB. */
export default defineSink({
  name: 'mysql',
  config,
  delivery: { maxEvents: 500 },
  capabilities: { idempotent: true, partial: true, ordered: true },
  open(options, { log }) {
    const address = readAddress(options);
    const where = `${address.host}:${address.port}/${address.database}`;
    const session = new Session(address, parseDuration(options.timeout));
    const table = new Table(session, options, log, where);
    const clocks = { date: createClock(options.zone), text: textClock(options.times, options.zone) };
    const put = async (sql: string, count: number, signal: AbortSignal) => {
      try {
        const { affected } = await session.query(sql, signal);
        answered(() => `table ${options.table} in ${where}: ${count} sent, ${affected} rows affected`);
      } catch (error) {
        if (meaningOf(error).kind === 'structure') table.forget();
        throw translate(error, where);
      }
    };
    return {
      async deliver({ events }, { signal }) {
        if (events.length === 0) return undefined;
        const { mode, targets } = await table.plan(signal).catch((error: unknown) => {
          throw translate(error, where);
        });
        const writer = createWriter(options.table, mode, targets, clocks);
        const rows = events.map((event) => writer.row(event, session.packet));
        const room = session.packet - writer.overhead - packetHead;
        return insertAll(rows, room, (some) => put(writer.statement(some), some.length, signal));
      },
      async check({ signal }) {
        await table.check(signal).catch((error: unknown) => {
          throw translate(error, where);
        });
      },
      close: () => session.close(),
    };
  },
});
