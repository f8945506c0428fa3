import { resolve } from 'node:path';
import type { Outcome } from '@kubeherald/sink-host';
import type { RawEvent, RehearsedRequest } from '@kubeherald/sink-sdk';
import { type Clock, systemClock } from '../clock.ts';
import { readConfigAside } from '../config/index.ts';
import { ConfigurationError, codes, HeraldError } from '../errors.ts';
import { accept, discard, faultLines } from '../loading.ts';
import type { DaemonLog } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { noSuchSink } from '../no-such-sink.ts';
import { prepareSink } from '../sink.ts';
import { surroundings } from '../surroundings.ts';
import { withTemplates } from '../template/fill-once.ts';

/** Whose requests are wanted, for which events. */
export interface RehearsalOptions {
  readonly configFile: string;
  /** Name of the sink in the config. */
  readonly sink: string;
  /** Each is a batch of the sink. */
  readonly batches: readonly (readonly RawEvent[])[];
  readonly log: DaemonLog;
  readonly clock?: Clock;
}

/** Nothing leaves the machine, so nothing takes long (ms). */
const deadlineMs = 30_000;

/**
 * What a sink would send for these events, without sending it: the sink's own code runs, in a process that may neither write files nor
 * reach the network, and its HTTP requests come back without credentials. What it writes to standard output goes there.
 * @throws ConfigurationError for what is wrong with the config; HeraldError KH_NO_SUCH_SINK; KH_TEMPLATE, with line and column, when its
 * template cannot work or fails over an event; KH_NOT_SHOWN for a
 * sink that sends otherwise
 */
export async function rehearseSink(options: RehearsalOptions): Promise<readonly RehearsedRequest[]> {
  const { log, sink: name, clock = systemClock } = options;
  const file = resolve(options.configFile);
  const loaded = accept(file, await readConfigAside(file));
  const { config, secrets } = loaded;
  log.hide(secrets);
  const written = config.sinks.find((sink) => sink.name === name);
  const names = config.sinks.map((sink) => sink.name);
  if (written === undefined) throw noSuchSink(name, file, names);
  const metrics = createMetrics({ version: '', node: process.version });
  const around = surroundings(config, file, clock, log, metrics, secrets);
  const settings = await withTemplates(written, loaded, around);
  const requests: RehearsedRequest[] = [];
  const prepared = await prepareSink(settings, { ...around, rehearsal: (request) => requests.push(request) });
  if (prepared.kind === 'faulty') throw new ConfigurationError(faultLines([prepared], loaded.line));
  const place = (message: string) => loaded.line(name, '/with', message);
  try {
    const opened = await prepared.worker.open();
    if (opened.kind !== 'accepted') throw faultOf(opened, name, place);
    for (const [index, events] of options.batches.entries()) {
      const before = requests.length;
      const encoded = events.map((raw) => ({ change: 'added', bytes: Buffer.from(JSON.stringify(raw)) }) as const);
      const id = `rehearsal-${index + 1}`;
      const outcome = await prepared.worker.deliver({ id, attempt: 1, events: encoded }, deadlineMs);
      // An answer that was made up may not be what the sink expects; what it would have sent is known by then.
      if (outcome.kind !== 'accepted' && requests.length === before) throw faultOf(outcome, name, place);
    }
  } finally {
    await discard([prepared]);
  }
  return requests.map((request) => ({
    ...request,
    body: typeof request.body === 'string' ? prepared.hide(request.body) : request.body,
  }));
}

/** Where in a template: `template:2:16: …`, alone or after the words of the sink. */
const templatePlace = /(?:^|: )[\w.[\]-]+:\d+:\d+: /;

function faultOf(outcome: Outcome, name: string, place: (message: string) => string): Error {
  const error =
    outcome.kind === 'partial' ? outcome.refusals[0]?.error : 'error' in outcome ? outcome.error : undefined;
  const message = error?.message ?? 'it would send nothing';
  if (templatePlace.test(message)) return new HeraldError(codes.template, `sink ${name}: ${message}`);
  if (outcome.kind === 'misconfigured') return new ConfigurationError([place(message)]);
  return notShown(name, message);
}

function notShown(name: string, why: string): HeraldError {
  return new HeraldError(
    codes.notShown,
    `what the sink ${name} would send cannot be shown without sending it (${why}): only requests of the SDK's HTTP client are; kubeherald send tries it`,
  );
}
