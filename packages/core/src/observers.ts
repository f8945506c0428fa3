import { deadLetterReasons } from './lane/index.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Entry } from './record.ts';

/** Why a sink does not get what it wanted. */
const lossReasons = ['retention', 'damage', 'dead-letter-retention'] as const;

const scopeLabel = (scope: string) => (scope === '' ? 'cluster' : scope);

/** What the source reports, as metrics. Its own log lines are the source's. */
export function sourceObserver(metrics: Metrics) {
  return {
    frames: (_scope: string, type: string, count: number) => metrics.frames.inc({ type }, count),
    unreadable: (_scope: string, reason: string) => metrics.unreadable.inc({ reason }),
    restarted: (_scope: string, reason: string) => metrics.watchRestarts.inc({ reason }),
    heard: (scope: string, at: number) => metrics.lastFrame.set({ scope: scopeLabel(scope) }, at / 1000),
    listed: (_scope: string, items: number) => metrics.frames.inc({ type: 'LISTED' }, items),
    paused: (scope: string, bytes: number) => metrics.paused.set({ scope: scopeLabel(scope) }, bytes),
  };
}

/** What the intake reports, as metrics: counts of a push, never a call per event. */
export function intakeObserver(metrics: Metrics) {
  return {
    received: (_scope: string, change: string, count: number) => metrics.received.inc({ change }, count),
    takenBefore: (scope: string, count: number) => metrics.takenBefore.inc({ scope: scopeLabel(scope) }, count),
    beforeStart: (_scope: string, count: number) => metrics.dropped.inc({ sink: '', reason: 'before-start' }, count),
    wanted: (sink: string, count: number) => metrics.matched.inc({ sink }, count),
    unwanted: (sink: string, clause: string, count: number) =>
      metrics.dropped.inc({ sink, reason: `match.${clause}` }, count),
  };
}

/** What the journal reports, as metrics and log lines. */
export function journalObserver(metrics: Metrics, log: Log) {
  return {
    lost: (sink: string, count: number, cause: string) => {
      metrics.dropped.inc({ sink, reason: cause }, count);
    },
    damaged: (segment: string, offset: number, bytes: number, cause: string) => {
      metrics.journalDamage.inc({ cause }, bytes);
      log.warn({ segment, offset, bytes, cause }, 'the journal has bytes that are no record; they were passed over');
    },
    stalled: (error: Error | undefined) => {
      metrics.journalStalled.set(error ? 1 : 0);
      if (error)
        log.error({ err: error }, 'the journal cannot be written; the watch waits, and goes on by itself when it can');
      else log.info({}, 'the journal can be written again');
    },
    size: (bytes: number, segments: number) => {
      metrics.journalBytes.set(bytes);
      metrics.journalSegments.set(segments);
    },
    committed: (_bytes: number, _records: number, durationMs: number) =>
      metrics.commitSeconds.observe(durationMs / 1000),
  };
}

/** What the states that a person must act on mean, for who does not know their names. */
const meanings: Readonly<Record<string, string>> = {
  open: 'cannot deliver, and keeps trying',
  misconfigured: 'is misconfigured, and waits until that is mended; now and then it is tried again',
};

interface LaneView {
  readonly name: string;
  readonly state: string;
  readonly problem: { readonly code: string; readonly message: string } | undefined;
}

/** What one sink's lane reports, as metrics and a log line for each change of its state. */
export function laneObserver(sink: string, metrics: Metrics, log: Log) {
  const labels = { sink };
  // prom-client looks labels up at each call; a child per label set is found once.
  const delivered = metrics.delivered.labels(labels);
  const lag = metrics.lagSeconds.labels(labels);
  const delivery = metrics.deliverySeconds.labels(labels);
  const retried = metrics.retried.labels(labels);
  // A series that begins with its first count has no increase: an alert on it would not fire.
  for (const counted of [metrics.matched.labels(labels), delivered, retried]) counted.inc(0);
  for (const reason of lossReasons) metrics.dropped.inc({ sink, reason }, 0);
  for (const reason of deadLetterReasons) metrics.deadLettered.inc({ sink, reason }, 0);
  let state = '';
  return {
    attempted: (durationMs: number, retry: boolean) => {
      delivery.observe(durationMs / 1000);
      if (retry) retried.inc();
    },
    delivered: (entries: readonly Entry[], at: number) => {
      delivered.inc(entries.length);
      for (const entry of entries) lag.observe(Math.max(0, at - entry.receivedAt) / 1000);
    },
    deadLettered: (count: number, reason: string, error: { readonly code: string; readonly message: string }) => {
      metrics.deadLettered.inc({ sink, reason }, count);
      log.warn({ sink, count, reason, code: error.code }, `the sink refused an event for good: ${error.message}`);
    },
    changed: (status: LaneView) => {
      if (state !== '') metrics.state.remove({ sink, state });
      state = status.state;
      metrics.state.set({ sink, state }, 1);
      const fields = { sink, state, ...(status.problem ? { code: status.problem.code } : {}) };
      const does = meanings[status.state] ?? `is ${status.state}`;
      // Of a sink that ends, what failed before is no news.
      const problem = status.state === 'stopping' || status.state === 'stopped' ? undefined : status.problem;
      const words = `sink ${sink} ${does}${problem ? `: ${problem.message}` : ''}`;
      if (status.state === 'misconfigured') log.error(fields, words);
      else if (problem) log.warn(fields, words);
      else log.info(fields, words);
    },
  };
}
