import { ConfigError, type KubeEvent, RejectedError, RetryableError, type Sink } from '@kubeherald/sink-sdk';
import { coreEvent, kubeEvent } from '@kubeherald/sink-testkit';
import { describe, expect, it } from 'vitest';
import { open } from './fixtures/open.ts';

const event = (fields: Readonly<Record<string, unknown>> = {}): KubeEvent =>
  kubeEvent(coreEvent(fields), { cluster: 'prod' });
const numbered = (uid: string, message = 'm') => event({ message, metadata: { uid, resourceVersion: '7' } });
const deliver = (sink: Sink, events: readonly KubeEvent[]) =>
  sink.deliver({ id: 'batch', attempt: 1, events }, { signal: new AbortController().signal });

const narrow = (more = '') => `CREATE TABLE \`kube_event\` (
  \`namespace\` VARCHAR(10) NOT NULL,
  \`kind\` VARCHAR(10) NOT NULL,
  \`name\` VARCHAR(10) NOT NULL,
  \`type\` VARCHAR(10) NOT NULL,
  \`reason\` VARCHAR(10) NOT NULL,
  \`message\` VARCHAR(10) NOT NULL,
  \`event_id\` VARCHAR(10) NOT NULL,
  \`first_occurrence_time\` VARCHAR(30) NOT NULL,
  \`last_occurrence_time\` TIMESTAMP NOT NULL${more}
)`;
const withKey = ',\n  UNIQUE KEY `event` (`event_id`)';

it('writes kube-eventer’s columns, and cluster, count and labels beside them', async () => {
  const { sink, standIn, logged } = await open();
  const labels = { 'app.kubernetes.io/name': 'web' };
  await deliver(sink, [event({ metadata: { uid: 'u', resourceVersion: '31755', labels } })]);
  expect(standIn.table?.rows).toEqual([
    {
      cluster: 'prod',
      namespace: 'shop',
      kind: 'Pod',
      name: 'web-7d4b9c6f5-x2x9k',
      object_uid: '0b7c9ad4-8c4e-4a6c-b6b9-6a0f3c2d9c11',
      type: 'Warning',
      reason: 'BackOff',
      message: 'Back-off restarting failed container app in pod web-7d4b9c6f5-x2x9k_shop',
      component: 'kubelet',
      node: 'node-1',
      labels: '{"app.kubernetes.io/name":"web"}',
      count: 7,
      event_id: 'u',
      resource_version: '31755',
      first_occurrence_time: '2026-11-21 04:21:08',
      last_occurrence_time: '2026-11-21 04:33:38',
    },
  ]);
  expect(logged.map(({ text }) => text)).toEqual([expect.stringMatching(/^created the table kube_event/)]);
});

it('a batch is one statement, and a second one asks nothing again', async () => {
  const { sink, standIn } = await open();
  await deliver(sink, [numbered('a'), numbered('b'), numbered('c')]);
  const before = standIn.statements.length;
  await deliver(sink, [numbered('d')]);
  expect(standIn.attempts.map(({ rows }) => rows.length)).toEqual([3, 1]);
  expect(standIn.statements.length).toBe(before + 1);
});

it('sets what literals mean before anything else', async () => {
  const { sink, standIn } = await open();
  await sink.check?.({ signal: new AbortController().signal });
  const [names = '', settings = ''] = standIn.statements;
  expect(names).toBe('SET NAMES utf8mb4');
  expect(settings).toMatch(/sql_mode = 'STRICT_ALL_TABLES.*time_zone = '\+00:00'/);
});

it('shortens to the column, writes times in the zone, and a TIMESTAMP within what it can hold', async () => {
  const { sink, standIn } = await open({ migrate: false, zone: 'Asia/Shanghai' }, { table: narrow(withKey) });
  await deliver(sink, [
    event({
      metadata: { uid: 'u', resourceVersion: '1' },
      message: '容器启动失败 🚨🚨🚨🚨🚨',
      lastTimestamp: '2100-01-01T00:00:00Z',
    }),
  ]);
  expect(standIn.table?.rows).toMatchObject([
    {
      message: '容器启动失败 🚨🚨…',
      first_occurrence_time: '2026-11-21 12:21:08',
      last_occurrence_time: '2038-01-19 03:14:07',
    },
  ]);
});

it('writes the columns that are there, and says once which are missing', async () => {
  const { sink, standIn, logged } = await open({ migrate: false }, { table: narrow(withKey) });
  await deliver(sink, [numbered('a')]);
  await deliver(sink, [numbered('b')]);
  expect(Object.keys(standIn.table?.rows[0] ?? {})).not.toContain('cluster');
  expect(logged).toEqual([{ level: 'warn', text: expect.stringContaining('cluster, object_uid, component') }]);
});

it('splits at max_allowed_packet, and shortens what alone is larger', async () => {
  const packet = 100_000;
  const { sink, standIn } = await open({}, { maxAllowedPacket: packet });
  const message = '"'.repeat(12_000);
  await deliver(
    sink,
    Array.from({ length: 12 }, (_, index) => numbered(`u${index}`, message)),
  );
  expect(standIn.table?.rows.map((row) => row.message)).toEqual(Array.from({ length: 12 }, () => message));
  expect(standIn.attempts.length).toBeGreaterThan(2);
  await deliver(sink, [numbered('large', '"'.repeat(packet * 2))]);
  expect(String(standIn.table?.rows.at(-1)?.message)).toMatch(/^"{10000,}…$/);
});

describe('refusals', () => {
  it('are of the rows at fault only', async () => {
    const { sink, standIn } = await open();
    standIn.refuse = ({ message }) =>
      message === 'bad' ? { number: 4025, state: '23000', message: 'CONSTRAINT `short` failed' } : undefined;
    const events = ['a', 'b', 'c', 'd', 'e'].map((uid) => numbered(uid, uid === 'b' || uid === 'e' ? 'bad' : 'good'));
    const refusals = (await deliver(sink, events)) ?? [];
    expect(refusals.map(({ index }) => index)).toEqual([1, 4]);
    expect(refusals.every(({ error }) => RejectedError.is(error))).toBe(true);
    expect(standIn.table?.rows.map((row) => row.event_id)).toEqual(['a', 'c', 'd']);
  });

  it('name the credential that is wrong', async () => {
    const { sink } = await open({ password: 'not-the-password' });
    const failed = await deliver(sink, [numbered('a')]).catch((error: unknown) => error);
    expect(failed).toSatisfy(ConfigError.is);
    expect(String(failed)).toMatch(/Access denied for user 'kube'.*check user and password/);
    expect(String(failed)).not.toContain('not-the-password');
  });

  it('of a table without the key that a row per event needs say what to do', async () => {
    const { sink } = await open({ migrate: false }, { table: narrow() });
    await expect(deliver(sink, [numbered('a')])).rejects.toThrow(/ADD UNIQUE KEY `event` \(`event_id`\).*mode: append/);
  });
});

it('a table that is dropped is made again', async () => {
  const { sink, standIn } = await open();
  await deliver(sink, [numbered('a')]);
  standIn.table = undefined;
  await expect(deliver(sink, [numbered('b')])).rejects.toSatisfy(RetryableError.is);
  await deliver(sink, [numbered('b')]);
  expect(standIn.table).toMatchObject({ rows: [{ event_id: 'b' }] });
});

it('a server that went away and came back is connected to again', async () => {
  const { sink, standIn } = await open();
  await deliver(sink, [numbered('a')]);
  await standIn.stop();
  await expect(deliver(sink, [numbered('b')])).rejects.toSatisfy(RetryableError.is);
  await expect(deliver(sink, [numbered('b')])).rejects.toThrow('nothing listens there');
  await standIn.start();
  await deliver(sink, [numbered('b')]);
  expect(standIn.table?.rows.map((row) => row.event_id)).toEqual(['a', 'b']);
});
