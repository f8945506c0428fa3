import { resolve } from 'node:path';
import type { KubeEvent, RawEvent } from '@kubeherald/sink-sdk';
import { normaliseEvent } from '@kubeherald/sink-sdk/event';
import { type Clock, systemClock } from '../clock.ts';
import { readConfigAside } from '../config/index.ts';
import { ConfigurationError } from '../errors.ts';
import { accept, discard, faultLines } from '../loading.ts';
import type { DaemonLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { noSuchSink } from '../no-such-sink.ts';
import { pluginName } from '../plugin-name.ts';
import { prepareSink } from '../sink.ts';
import { surroundings } from '../surroundings.ts';
import { withTemplates } from '../template/fill-once.ts';
import { answerOf, type DestinationAnswer } from './destination-answer.ts';
import { takeOne } from './send-intake.ts';
import { openSendJournal } from './send-journal.ts';
import { startSendLane } from './send-lane.ts';

/** What to send where. */
export interface SendOptions {
  readonly configFile: string;
  /** Name of the sink in the config. */
  readonly sink: string;
  readonly event: RawEvent;
  /** Milliseconds that the delivery may take; default: the sink's own. */
  readonly timeoutMs?: number;
  /** An event that the sink's match does not pick is not sent. */
  readonly respectMatch?: boolean;
  readonly log: DaemonLog;
  readonly clock?: Clock;
}

/** What came of it. */
export interface SendReport {
  readonly sink: string;
  readonly use: string;
  /** Package and version, or the file. */
  readonly plugin: string;
  /** As the sink gets it. */
  readonly event: KubeEvent;
  /** Why the sink's match would not pick it, in words; absent: it does. */
  readonly unwanted?: string;
  /** Absent: it was not sent, for the match was respected. */
  readonly answer?: DestinationAnswer;
  /** Milliseconds from handing it to the sink to its answer. */
  readonly durationMs: number;
  /** Where in the config the sink's options stand: `config.yaml:12:5`. */
  readonly place: string;
}

/** Milliseconds for a sink that has delivered to close: it may flush. */
const closeMs = 5_000;

/**
 * Delivers one event to one sink of a config by the whole path (intake, journal, lane, worker), in a journal of its own: a daemon that runs
 * with the same config is not touched. It is tried once.
 * @throws ConfigurationError with what is wrong with the config or this sink; HeraldError KH_NO_SUCH_SINK
 */
export async function sendEvent(options: SendOptions): Promise<SendReport> {
  const { log, event, clock = systemClock, sink: name } = options;
  const file = resolve(options.configFile);
  const loaded = accept(file, await readConfigAside(file));
  const { config, matches, secrets } = loaded;
  log.hide(secrets);
  const written = config.sinks.find((sink) => sink.name === name);
  const match = matches.get(name);
  if (written === undefined || match === undefined)
    throw noSuchSink(
      name,
      file,
      config.sinks.map((sink) => sink.name),
    );
  const metrics = createMetrics({ version: '', node: process.version });
  const around = { ...surroundings(config, file, clock, log, metrics, secrets), answers: true };
  const settings = await withTemplates(written, loaded, around);
  const prepared = await prepareSink(settings, around);
  if (prepared.kind === 'faulty') throw new ConfigurationError(faultLines([prepared], loaded.line));

  const about = {
    sink: name,
    use: settings.use,
    plugin: pluginName(prepared.plugin),
    event: normaliseEvent(event, { cluster: config.cluster, change: 'added' }),
    place: loaded.line(name, '/with', '').replace(/: .*$/, ''),
  };
  const journal = await openSendJournal(clock, log);
  try {
    const cursor = await journal.openCursor(name, 1, { kind: 'oldest' });
    const unwanted = await takeOne(event, { cluster: config.cluster, journal, sink: name, match, clock, log });
    const report = { ...about, ...(unwanted === undefined ? {} : { unwanted }) };
    if (unwanted !== undefined && options.respectMatch) {
      await discard([prepared]);
      return { ...report, durationMs: 0 };
    }
    const lane = startSendLane(prepared, { reader: journal, cursor }, options.timeoutMs, clock);
    try {
      const { outcome, durationMs } = await lane.answered;
      return { ...report, answer: answerOf(outcome, prepared.hide), durationMs };
    } finally {
      await lane.stop(closeMs);
    }
  } finally {
    await journal.close();
  }
}
