import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../support/cluster.ts';
import { kubeherald, startDaemon, writeConfig } from '../support/daemon.ts';
import { type Emitter, startEmitter } from '../support/emitter.ts';
import type { Child } from '../support/process.ts';
import { type Receiver, readLines, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { type Got, judge, type Verdict } from './judge.ts';

/** What a case may do between and during the rounds. */
export interface Stage {
  readonly cluster: Cluster;
  readonly receiver: Receiver;
  readonly emitter: Emitter;
  readonly round: number;
  readonly rounds: number;
  /** In [0, 1), seeded. */
  readonly random: () => number;
  /** Waits until both sinks have everything that was emitted so far. */
  drained(): Promise<void>;
  readonly journalPath: string;
  /** Runs the daemon during `work`, then kills it. */
  withDaemon(work: () => Promise<void>): Promise<void>;
  /** Writes so many events as fast as the API server takes them; they are owed like all others. */
  burst(total: number): Promise<void>;
  /** Nothing is written to the cluster during `work`. */
  pauseEmitter(work: () => Promise<void>): Promise<void>;
}

/** One fault, applied round after round. */
export interface FaultCase {
  readonly name: string;
  /** Says in a line what is done. */
  readonly title: string;
  readonly perSecond: number;
  readonly patches: number;
  readonly supersededMayMiss: boolean;
  readonly relisted: boolean;
  /** Events that may come twice in a round beyond a batch, with the reason; 0 unless the fault itself makes it unavoidable. */
  readonly extraRepeats: number;
  /** Milliseconds after the daemon's start at which it is killed, chosen at random below this. */
  readonly killWithinMs: number;
  /** Where the journal lies; a file system of its own for a full disk. */
  /** Bytes that the journal may hold, when not the default. */
  readonly retentionBytes?: string;
  /** Why the case cannot run here; undefined when it can. */
  skip?(): string | undefined;
  journal?(folder: string): Promise<{ readonly path: string; remove(): Promise<void> }>;
  /** Once, before the first round. */
  prepare?(stage: Stage): Promise<void>;
  before?(stage: Stage): Promise<void>;
  during?(stage: Stage): Promise<void>;
  /** Once, after the last round, before the daemon may finish its work. */
  after?(stage: Stage): Promise<void>;
}

/** The figures of a case, per sink. */
export interface CaseResult {
  readonly webhook: Verdict;
  readonly log: Verdict;
  readonly rounds: number;
  readonly seconds: number;
  /** Lines of the daemon's log at level error, for the person who looks into a failure. */
  readonly folder: string;
}

/** Between accepting a batch and saying so: long enough that kills fall into it. */
const answerDelayMs = 8;

/** Batches of both sinks; small enough that many are in flight over a run. */
export const maxEvents = 50;

/** Runs `rounds` rounds of kill -9 under load with the case's fault, then lets the daemon finish, and judges. */
export async function runCase(
  fault: FaultCase,
  cluster: Cluster,
  rounds: number,
  random: () => number,
): Promise<CaseResult> {
  const begun = Date.now();
  const folder = mkdtempSync(join(tmpdir(), `kubeherald-fault-${fault.name}-`));
  const ledger = join(folder, 'received.ndjson');
  const logFile = join(folder, 'log.ndjson');
  const receiver = await startReceiver(ledger);
  const journal = fault.journal
    ? await fault.journal(folder)
    : { path: join(folder, 'journal'), remove: async () => undefined };
  mkdirSync(journal.path, { recursive: true });
  const config = writeConfig(folder, {
    cluster: 'faults',
    source: { kubernetes: { kubeconfig: cluster.kubeconfig, startAt: 'oldest' } },
    journal: { path: journal.path, ...(fault.retentionBytes ? { retention: { bytes: fault.retentionBytes } } : {}) },
    admin: { host: '127.0.0.1', port: 0 },
    sinks: [
      {
        name: 'webhook',
        use: 'webhook',
        startAt: 'oldest',
        delivery: { maxEvents },
        with: { url: receiver.url, batch: 'array' },
      },
      { name: 'file', use: 'log', startAt: 'oldest', delivery: { maxEvents }, with: { format: 'json', path: logFile } },
    ],
  });
  await receiver.delay(answerDelayMs);
  // The first start finds an empty cluster: from here on every revision is owed, none was superseded before the watch began.
  const first = await startDaemon(config);
  await until('the daemon to be ready', async () => (await first.get('/readyz')).status === 200);
  await first.stop();
  let emitters = 0;
  const emit = (total = 0) =>
    startEmitter(cluster, {
      ledger: join(folder, 'emitted.ndjson'),
      perSecond: total > 0 ? 10_000 : fault.perSecond,
      total,
      namespace: 'team-a',
      patches: fault.patches,
      prefix: `${fault.name.replaceAll('-', '')}${emitters++}x`,
    });
  let emitter = emit();
  const got = () => ({ webhook: receiver.received().map(fromWebhook), log: readLog(logFile) });
  const drained = async () => {
    await until(
      'both sinks have every event',
      () => {
        const now = got();
        const owed = emitter.emitted();
        const rules = { supersededMayMiss: fault.supersededMayMiss, relisted: fault.relisted };
        return judge(owed, now.webhook, rules).missing.length === 0 && judge(owed, now.log, rules).missing.length === 0;
      },
      120_000,
      500,
    ).catch(() => undefined);
  };
  const marks: { webhook: number[]; log: number[] } = { webhook: [], log: [] };
  const withDaemon = async (work: () => Promise<void>) => {
    const daemon = await startDaemon(config);
    await work();
    await daemon.child.kill('SIGKILL');
    mark();
  };
  const burst = async (total: number) => void (await emit(total).done());
  const pauseEmitter = async (work: () => Promise<void>) => {
    await emitter.stop();
    await work();
    emitter = emit();
  };
  const stageOf = (round: number): Stage => ({
    cluster,
    receiver,
    emitter,
    round,
    rounds,
    random,
    drained,
    withDaemon,
    pauseEmitter,
    burst,
    journalPath: journal.path,
  });
  const mark = () => {
    marks.webhook.push(receiver.received().length);
    marks.log.push(readLog(logFile).length);
  };
  await fault.prepare?.(stageOf(0));
  for (let round = 0; round < rounds; round += 1) {
    const stage = stageOf(round);
    await fault.before?.(stage);
    const child = kubeherald(['run', '--config', config]);
    const during = fault.during?.(stage);
    // Every other round dies at work; on a busy machine the rest may all fall into the start.
    if (round % 2 === 1) await atWork(child);
    await new Promise((resolve) => setTimeout(resolve, random() * fault.killWithinMs));
    await child.kill('SIGKILL');
    await during;
    mark();
  }
  await fault.after?.(stageOf(rounds));
  await receiver.down(false);
  const daemon = await startDaemon(config);
  await emitter.stop();
  await drained();
  await daemon.stop();
  const owed = emitter.emitted();
  const final = got();
  await receiver.stop();
  await journal.remove();
  const rules = { supersededMayMiss: fault.supersededMayMiss, relisted: fault.relisted };
  const result = {
    webhook: judge(owed, final.webhook, rules, marks.webhook),
    log: judge(owed, final.log, rules, marks.log),
    rounds,
    seconds: Math.round((Date.now() - begun) / 1000),
    folder,
  };
  if (faultsOf(fault, result).length === 0) rmSync(folder, { recursive: true, force: true });
  return result;
}

/** Waits until the daemon follows the cluster; with some faults it does not get there. */
async function atWork(child: Child): Promise<void> {
  await until('the daemon to follow the cluster', () => child.errors().includes('follows the events of'), 10_000).catch(
    () => undefined,
  );
}

/** What is wrong with a result, in words; nothing when the guarantees held. */
export function faultsOf(fault: FaultCase, result: CaseResult): string[] {
  const wrong: string[] = [];
  for (const [sink, verdict] of [
    ['webhook', result.webhook],
    ['log', result.log],
  ] as const) {
    if (verdict.owed === 0) wrong.push(`${sink}: nothing was emitted`);
    if (verdict.missing.length > 0)
      wrong.push(`${sink}: ${verdict.missing.length} events missing, such as ${verdict.missing[0]}`);
    if (verdict.disorder.length > 0)
      wrong.push(`${sink}: order broken ${verdict.disorder.length} times, such as ${verdict.disorder[0]}`);
    const worst = Math.max(...verdict.repeatsByRound);
    if (worst > maxEvents + fault.extraRepeats) wrong.push(`${sink}: ${worst} repeats in one round, more than a batch`);
    if (sink === 'webhook' && result.rounds >= 10 && verdict.repeats === 0)
      wrong.push(
        'webhook: no repeats at all, so no kill fell between acceptance and acknowledgement: the fault did not bite',
      );
    if (verdict.mixedRepeats > 0 && fault.extraRepeats === 0)
      wrong.push(`${sink}: repeats from more than one batch in a round`);
  }
  return wrong;
}

function fromWebhook(one: { uid: string; resourceVersion: string; object: string; request: number }): Got {
  return { uid: one.uid, resourceVersion: one.resourceVersion, object: one.object, batch: one.request };
}

interface LogLine {
  uid: string;
  resourceVersion: string;
  object: { kind: string; namespace: string; name: string };
}

/** Lines of the log sink's file; a line torn by a kill is no event, and the event must come again whole. */
function readLog(file: string): Got[] {
  const isLine = (value: unknown): value is LogLine =>
    typeof value === 'object' && value !== null && 'uid' in value && 'resourceVersion' in value && 'object' in value;
  const isLineOrTorn = (value: unknown): value is LogLine | string => typeof value === 'string' || isLine(value);
  return readLines(file, isLineOrTorn, () => 'torn').flatMap((line) =>
    typeof line === 'string'
      ? []
      : [
          {
            uid: line.uid,
            resourceVersion: line.resourceVersion,
            object: `${line.object.kind}/${line.object.namespace}/${line.object.name}`,
          },
        ],
  );
}
