import { parentPort, workerData } from 'node:worker_threads';
import { codes, SinkHostError } from './codes.ts';
import { captureOutput } from './entry/console.ts';
import { describePlugin } from './entry/describe.ts';
import { loadPlugin } from './entry/load.ts';
import { createLogger } from './entry/log.ts';
import { resolveOptions } from './entry/options.ts';
import { outcomeOfThrown } from './entry/outcome.ts';
import { abortForClose, openSession, type Session } from './entry/session.ts';
import { flatten } from './flatten.ts';
import type { Answer, DescribeResult, FlatError, OptionFault, Outcome, Request, ThreadData } from './protocol.ts';

/*
 * The thread's end: the module that each thread starts with. It must load whatever the plugin does, for a pool whose threads fail while loading is dead;
 * so a plugin is imported inside a request and nowhere else.
 */

if (parentPort === null) throw new Error('This module is the start of a worker thread, made by startSinkWorker');
const { logLevel, linesOnTheWay }: ThreadData = workerData;
const onTheWay = new Int32Array(linesOnTheWay);
// Lines of a thread that died may not have arrived.
Atomics.store(onTheWay, 0, 0);
const log = createLogger(parentPort, logLevel, onTheWay);
captureOutput(log);

let session: Session | undefined;

/** Answers one request of the host. Never throws: an error loses its class, code and fields between threads, so outcomes are values. */
export async function answer(request: Request): Promise<Answer> {
  switch (request.kind) {
    case 'describe':
      return describe(request);
    case 'open':
      return open(request);
    case 'deliver':
      return session?.deliver(request) ?? notOpen();
    case 'check':
      return session?.check(request.deadlineMs) ?? notOpen();
    case 'reopen':
      return session?.reopen() ?? notOpen();
    case 'close':
      return session?.close() ?? { kind: 'accepted' };
  }
}

async function describe({ plugin: url, options }: Extract<Request, { kind: 'describe' }>): Promise<DescribeResult> {
  try {
    const plugin = await loadPlugin(url);
    const description = describePlugin(plugin);
    const resolved = await resolveOptions(plugin.config, options);
    return { kind: 'described', description, faults: resolved.kind === 'faulty' ? resolved.faults : [] };
  } catch (error) {
    return { kind: 'unusable', error: flatten(error) };
  }
}

async function open({
  plugin: url,
  options,
  control,
  name,
  cluster,
}: Extract<Request, { kind: 'open' }>): Promise<Outcome> {
  const closing = new AbortController();
  control.on('message', () => abortForClose(closing));
  control.unref();
  try {
    const plugin = await loadPlugin(url);
    const resolved = await resolveOptions(plugin.config, options);
    if (resolved.kind === 'faulty') return { kind: 'misconfigured', error: faultyOptions(name, resolved.faults) };
    session = await openSession(plugin, resolved.options, { name, cluster, log, closing });
    return { kind: 'accepted' };
  } catch (error) {
    return openFailed(error);
  }
}

/** A plugin that cannot be one, or says that its options cannot work, stays so until somebody acts; anything else may pass. */
function openFailed(error: unknown): Outcome {
  const { signal } = new AbortController();
  const outcome = outcomeOfThrown(error, signal);
  if (outcome.kind === 'misconfigured') return outcome;
  const cause = flatten(error);
  if (error instanceof SinkHostError && error.code !== codes.pluginLoad) return { kind: 'misconfigured', error: cause };
  if (error instanceof SinkHostError) return { kind: 'broken', reason: 'open-failed', error: cause };
  const message = `The sink's open threw: ${cause.message}`;
  return {
    kind: 'broken',
    reason: 'open-failed',
    error: { name: 'SinkHostError', code: codes.sinkOpen, message, cause },
  };
}

function faultyOptions(name: string, faults: readonly OptionFault[]): FlatError {
  const told = faults.map(({ path, message }) => `${path === '' ? 'the options' : path} ${message}`).join('; ');
  return {
    name: 'SinkHostError',
    code: codes.sinkOptions,
    message: `The options (with:) of the sink ${name} are wrong: ${told}`,
  };
}

function notOpen(): Outcome {
  const message = 'The thread was asked to use a sink that it has not opened';
  return { kind: 'retry', error: { name: 'SinkHostError', code: codes.sinkClosed, message } };
}
