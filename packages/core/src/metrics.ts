import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/**
 * Every metric the daemon exposes, declared once. Names follow Prometheus' conventions (base units, `_total` for counters).
 * Labels stay bounded: sinks, scopes, reasons and frame types, never the name of a pod or an object.
 */
export type Metrics = ReturnType<typeof createMetrics>;

/** From a tenth of a millisecond (a commit on a fast disk) to a minute (a slow destination). */
const durationBuckets = [
  0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
];

/** From a millisecond to a day: a sink may be down for hours while the journal keeps its events. */
const lagBuckets = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300, 900, 3600, 14400, 86400,
];

/** What build information the daemon reports of itself. */
export interface BuildInfo {
  readonly version: string;
  readonly node: string;
}

/** Creates a registry with all metrics; one per daemon. */
export function createMetrics(build: BuildInfo) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counter = <const Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `kubeherald_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <const Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Gauge({ name: `kubeherald_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <const Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ) => new Histogram({ name: `kubeherald_${name}`, help, labelNames: [...labelNames], buckets, registers });

  gauge('build_info', 'Always 1; the labels say what is running.', ['version', 'node']).set(
    { version: build.version, node: build.node },
    1,
  );
  const beforeScrape: (() => Promise<void>)[] = [];
  const metrics = {
    registry,
    /** Prometheus text, after the gauges that are measured only when somebody looks. */
    text: async () => {
      for (const measure of beforeScrape) await measure();
      return registry.metrics();
    },
    /** Adds something to measure before each scrape. */
    onScrape: (measure: () => Promise<void>) => beforeScrape.push(measure),
    received: counter('events_received_total', 'Revisions received that had not been taken before.', ['change']),
    takenBefore: counter(
      'events_taken_before_total',
      'Revisions shown again by a list or watch and recognised as taken.',
      ['scope'],
    ),
    frames: counter('watch_frames_total', 'Frames of the watch stream.', ['type']),
    unreadable: counter('watch_unreadable_lines_total', 'Lines of the watch stream that were no frame.', ['reason']),
    watchRestarts: counter('watch_restarts_total', 'Ends of a watch, by what ended it.', ['reason']),
    lastFrame: gauge('watch_last_frame_timestamp_seconds', 'When the API server was last heard, in Unix seconds.', [
      'scope',
    ]),
    paused: gauge('watch_paused_bytes', 'Bytes read and not yet durable while reading pauses; 0 when it does not.', [
      'scope',
    ]),
    matched: counter('sink_events_matched_total', 'Revisions that the sink wants.', ['sink']),
    delivered: counter('sink_events_delivered_total', 'Revisions that the destination accepted.', ['sink']),
    retried: counter('sink_retries_total', 'Delivery attempts after the first.', ['sink']),
    dropped: counter('events_dropped_total', 'Revisions that left without being delivered, by reason.', [
      'sink',
      'reason',
    ]),
    deadLettered: counter('sink_dead_letters_total', 'Revisions that the sink refused for good, kept on disk.', [
      'sink',
      'reason',
    ]),
    queue: gauge(
      'sink_queue_records',
      'Journal records that the sink has still to pass, those that it does not want included: it passes over these without delivering them.',
      ['sink'],
    ),
    queueAge: gauge(
      'sink_queue_oldest_seconds',
      'Age of the oldest record that the sink has still to pass, wanted or not.',
      ['sink'],
    ),
    state: gauge('sink_state', 'Always 1; the label says in which state the lane is.', ['sink', 'state']),
    sinkInfo: gauge('sink_info', 'Always 1; the label says where the sink runs: thread or process.', [
      'sink',
      'isolation',
    ]),
    deliverySeconds: histogram(
      'sink_delivery_seconds',
      'Time that one delivery attempt took.',
      ['sink'],
      durationBuckets,
    ),
    lagSeconds: histogram(
      'sink_lag_seconds',
      'From receiving a revision to its acceptance by the destination.',
      ['sink'],
      lagBuckets,
    ),
    workerRestarts: counter('worker_restarts_total', 'Worker threads and processes that had to be started again.', [
      'sink',
      'reason',
    ]),
    journalBytes: gauge('journal_bytes', 'Bytes of the journal on disk or in memory.', []),
    journalSegments: gauge('journal_segments', 'Segments of the journal.', []),
    journalDamage: counter('journal_damaged_bytes_total', 'Bytes skipped as damaged or cut as a torn tail.', ['cause']),
    journalStalled: gauge('journal_stalled', '1 while the disk refuses to take appends.', []),
    commitSeconds: histogram('journal_commit_seconds', 'Write and fdatasync of one group commit.', [], durationBuckets),
    templateCurrent: gauge(
      'sink_template_current',
      '1 while the sink has the newest templates of its ConfigMaps; absent for a sink that takes none from there.',
      ['sink'],
    ),
    configReloads: counter('config_reloads_total', 'Changes of the config file, by what became of them.', ['result']),
    configGood: gauge('config_valid', '1 while the config file on disk is the one in force.', []),
  };
  return {
    ...metrics,
    /** A removed sink's gauges would stand still for ever and alarm somebody; its counters stay, as Prometheus wants them. */
    forget: (sink: string) => {
      metrics.queue.remove({ sink });
      metrics.queueAge.remove({ sink });
      metrics.state.remove({ sink, state: 'stopped' });
      metrics.templateCurrent.remove({ sink });
    },
  };
}
