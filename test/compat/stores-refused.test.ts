import { MysqlStandIn } from '@kubeherald/stand-ins/mysql';
import { describe, expect, it } from 'vitest';
import { startProgram } from './harness/program.ts';
import { deadPort } from './harness/recorder.ts';
import { caseOf, runAlone } from './harness/run-stores.ts';
import { readVectors, type Vector } from './harness/vectors.ts';

const sinks = ['sls', 'elasticsearch', 'influxdb', 'honeycomb', 'mysql', 'mongo', 'kafka', 'riemann', 'eventbridge'];

/** Cases in which kube-eventer ends and we do not; each has a test of its own below. */
const differences = {
  'mysql-009': 'a password may be put right in the database: the sink says what is wrong, and its events wait',
  'kafka-011': 'a broker that is down is waited for',
} as const;

const cases = sinks.flatMap((sink) => readVectors(`${sink}-`)).filter(({ expect: { alive } }) => !alive);
const refused = cases.filter(({ id }) => !Object.hasOwn(differences, id));

/** The start of what kube-eventer says of the sink that it could not create; ours says it, too. */
const said: Readonly<Record<string, RegExp>> = {
  'elasticsearch-013': /Unsupported ElasticSearch Client Version/,
  'elasticsearch-014': /invalid semicolon separator in query/,
  'elasticsearch-015': /ver=x/,
  'elasticsearch-016': /There is no node assigned for connecting ES cluster/,
  'kafka-004': /Compression 'zstd' is illegal/,
  'kafka-007': /invalid semicolon separator in query/,
  'kafka-008': /There is no broker assigned for connecting kafka/,
  'kafka-009': /Sink not recognized: \\"kafka/,
  'mongo-004': /scheme must be \\"mongodb\\" or \\"mongodb\+srv\\"/,
  'mongo-005': /Sink not recognized: mongodb/,
  'sls-005': /please provide project name of sls/,
  'sls-006': /please provide logStore name of sls/,
};

async function run({ args, timezone, env }: Vector): Promise<{ code: unknown; log: string }> {
  const source = `--source=kubernetes:http://127.0.0.1:${await deadPort()}?inClusterConfig=false`;
  const filled = args.map((one) => one.replaceAll(/RECORDER|EXTRA|DEAD/g, '127.0.0.1:9'));
  const { child, remove } = startProgram({
    args: ['--healthz-ip=127.0.0.1', '--healthz-port=0', source, ...filled],
    env: { TZ: timezone, ...env },
  });
  const code: unknown = await child.ended;
  remove();
  return { code, log: child.errors() };
}

describe('sinks of stores that cannot be created end the program, as kube-eventer', () => {
  it('finds a text for each', () => {
    expect(Object.keys(said)).toEqual(refused.map(({ id }) => id).toSorted());
  });

  it.each(refused.map((one) => [one.id, one.title, one] as const))(
    '%s: %s',
    async (id, _title, vector) => {
      const { code, log } = await run(vector);
      expect(code).toBe(vector.expect.exitCode);
      expect(log).toMatch(said[id] ?? /never/);
    },
    60_000,
  );
});

/** A case in which nothing was sent, with an event. */
const withEvent = (id: keyof typeof differences): Vector => ({ ...caseOf(id), batches: [['backoff']] });

it(`mysql-009, but ${differences['mysql-009']}`, async () => {
  const server = new MysqlStandIn({ user: 'eventer', password: 'pw1', database: 'DBNAME' });
  await server.start();
  const options = { extra: `127.0.0.1:${server.port}`, says: /"sink":"mysql"[^\n]*Access denied for user/ };
  const { log } = await runAlone(withEvent('mysql-009'), options);
  await server.stop();
  expect(log).not.toContain('eventer:bad');
}, 120_000);

it(`kafka-011, but ${differences['kafka-011']}`, async () => {
  const { log } = await runAlone(withEvent('kafka-011'), { says: /sink kafka cannot deliver[^"]*/ });
  expect(log).not.toContain('dead letter');
}, 120_000);
