import { ManualClock } from '../clock.ts';
import type { Cluster } from '../cluster.ts';
import { emptyFields, emptyReference } from '../event.ts';
import type { SimulatorOptions } from '../options.ts';
import { type Simulator, startSimulator } from '../simulator.ts';
import { outsideWrites, revisionBefore, type ShownRevision, shownRevisions, unseen } from './recorded-writes.ts';
import { type RecordedStep, readRecording } from './recording.ts';
import { WireRequest, type WireResponse } from './wire.ts';

/** How a case is played. */
export interface ReplayOptions {
  readonly options?: SimulatorOptions;
  /** What an action of the case means to the simulator, by the action's text. */
  readonly actions?: Readonly<Record<string, (simulator: Simulator) => void>>;
  /** The revision before a step, where the case itself does not say it. */
  readonly revisionAt?: (step: RecordedStep) => number | undefined;
  /** Steps that are not played. */
  readonly skip?: (step: RecordedStep) => boolean;
}

/** One step, and what the simulator said. */
export interface ReplayedStep {
  readonly step: RecordedStep;
  /** undefined when the connection closed without an answer. */
  readonly got: WireResponse | undefined;
  readonly ended: 'complete' | 'closed' | 'open';
}

const compacted = 'etcd compacted up to its current revision';

/** Plays a case: its requests, at its times, against a simulator that is brought to the revisions that the case shows. */
export async function replay(name: string, how: ReplayOptions = {}): Promise<ReplayedStep[]> {
  const entries = readRecording(name);
  const clock = new ManualClock();
  const namespaces = entries.flatMap((entry) =>
    'method' in entry ? (/namespaces\/([^/?]+)/.exec(entry.path)?.[1] ?? []) : [],
  );
  const simulator = await startSimulator({
    clock,
    initialRevision: 0,
    compactionIntervalMs: 0,
    namespaces: namespaces.filter((one) => one !== 'no-such-namespace'),
    ...how.options,
  });
  const outside = outsideWrites(entries.filter((entry) => !('method' in entry && how.skip?.(entry))));
  const everywhere = entries.map((entry) => ('method' in entry ? unseen(entry) : undefined));
  const most = Math.max(0, ...everywhere.map((one) => (one && one.namespace === '' ? one.count : 0)));
  fillAround(simulator, outside, shownRevisions(entries), most);
  const played: { readonly step: RecordedStep; readonly wire: WireRequest; result?: ReplayedStep | undefined }[] = [];
  try {
    const begun = clock.now();
    for (const [index, entry] of entries.entries()) {
      clock.advance(Math.max(0, entry.atMs - (clock.now() - begun)));
      if (!('method' in entry)) {
        const act = entry.action === compacted ? (one: Simulator) => one.compact() : how.actions?.[entry.action];
        // What was written before an action shows only afterwards.
        const next = entries.slice(index).find((one) => 'method' in one && revisionBefore(one, entries) !== undefined);
        if (next && 'method' in next) reach(simulator, outside, revisionBefore(next, entries) ?? 0, unseen(next));
        if (!act) throw new Error(`nothing is known of the action "${entry.action}"`);
        act(simulator);
        continue;
      }
      for (const one of played) if (one.step.endedAtMs <= entry.atMs) one.result ??= await hangUp(one.step, one.wire);
      const skipped = how.skip?.(entry) ?? false;
      const before = how.revisionAt?.(entry) ?? (skipped ? undefined : revisionBefore(entry, entries));
      if (before !== undefined) reach(simulator, outside, before, unseen(entry));
      if (skipped) continue;
      const wire = await WireRequest.send(Number(new URL(simulator.server).port), entry);
      played.push({ step: entry, wire });
      await begin(simulator, entry, wire, played.length);
    }
    reach(simulator, outside, Number.POSITIVE_INFINITY);
    const last = Math.max(...entries.map((entry) => ('method' in entry ? entry.endedAtMs : entry.atMs)));
    clock.advance(Math.max(0, last - (clock.now() - begun)) + 1000);
    return await Promise.all(played.map(async ({ step, wire, result }) => result ?? (await finish(step, wire))));
  } finally {
    await simulator.stop();
  }
}

/** The answer has begun, or, where the real server was silent, the request has arrived. */
async function begin(simulator: Simulator, step: RecordedStep, wire: WireRequest, count: number): Promise<void> {
  if (step.response) {
    await wire.headers();
    const length = step.response.headers.some(([one]) => one === 'Content-Length');
    const watching = /[?&]watch=|\/watch\//.test(step.path);
    if (length || !watching) await wire.end();
    return;
  }
  while (simulator.requests().length < count) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Where the recorder hung up, so does the player, when it has what the recorder had. */
async function hangUp(step: RecordedStep, wire: WireRequest): Promise<ReplayedStep | undefined> {
  if (step.ended !== 'recorder-closed') return undefined;
  const recorded = step.response?.body.length ?? 0;
  await wire.until((body) => Buffer.byteLength(body) >= recorded);
  wire.close();
  return { step, got: wire.response, ended: 'open' };
}

async function finish(step: RecordedStep, wire: WireRequest): Promise<ReplayedStep> {
  const hungUp = await hangUp(step, wire);
  if (hungUp) return hungUp;
  await wire.end();
  const ended = wire.complete ? 'complete' : 'closed';
  wire.close();
  return { step, got: wire.response, ended };
}

/** Does the writes that others did up to `revision`, and lets the revision come that far. */
function reach(
  simulator: Simulator,
  outside: ShownRevision[],
  revision: number,
  page?: ReturnType<typeof unseen>,
): void {
  const { store } = simulator;
  for (let next = outside[0]; next && next.revision <= revision; next = outside[0]) {
    outside.shift();
    if (next.revision <= store.revision) continue;
    store.skip(next.revision - 1 - store.revision);
    writeOutside(simulator, next);
  }
  if (!Number.isFinite(revision)) return;
  if (page && page.namespace !== '' && revision > store.revision) {
    // Events that no page shows were written too: behind the last item, just before the list.
    const prefix = `${page.namespace}/`;
    const there = store.snapshot(store.revision).range(prefix, `${page.last}\0`).length;
    const missing = Math.max(0, page.count - there);
    if (missing > 0) store.skip(revision - missing - store.revision);
    for (let count = missing; count > 0; count -= 1) fill(simulator, page.namespace);
  }
  if (revision > store.revision) store.skip(revision - store.revision);
}

/** Before a case with pages of the whole cluster: as many events as lie behind its items, at revisions that it leaves free. */
function fillAround(simulator: Simulator, outside: ShownRevision[], shown: ReadonlySet<number>, most: number): void {
  const { store } = simulator;
  for (let left = most; left > 0; ) {
    const next = store.revision + 1;
    const [first] = outside;
    if (first && first.revision === next) {
      outside.shift();
      writeOutside(simulator, first);
    } else if (shown.has(next)) {
      store.skip(1);
    } else {
      fill(simulator, 'zzz');
      left -= 1;
    }
  }
}

function writeOutside(simulator: Simulator, shown: ShownRevision): void {
  const cluster: Cluster = simulator.cluster;
  const old = cluster.store.get(shown.namespace, shown.name);
  if (shown.deleted) cluster.store.remove(shown.namespace, shown.name);
  else if (old) cluster.update(old, shown.event.fields, shown.manager, shown.group);
  else cluster.create(shown.event, shown.namespace, shown.manager, shown.group);
}

/** An event that sorts behind all others of its namespace. */
function fill(simulator: Simulator, namespace: string): void {
  const involvedObject = { ...emptyReference, namespace };
  const fields = { ...emptyFields, involvedObject };
  const event = { name: `zzz-${simulator.resourceVersion}`, generateName: '', namespace, fields, unknown: [] };
  simulator.cluster.create(event, namespace, 'unknown', '');
}
