import type { Logger } from '@kubeherald/sink-sdk';
import { codes, SinkHostError } from '../codes.ts';
import { collectGarbage } from '../collect.ts';
import { flatten } from '../flatten.ts';
import type { Answer, DescribeResult, FlatError, OptionFault, Outcome, Request } from '../protocol.ts';
import { describePlugin } from './describe.ts';
import { loadPlugin } from './load.ts';
import { undescribable } from './load-failure.ts';
import { resolveOptions } from './options.ts';
import { outcomeOfThrown } from './outcome.ts';
import { abortForClose, openSession, type Session } from './session.ts';

/** The sink's end of the protocol, wherever it runs. */
export interface Answerer {
  /** Answers one request of the host. Never throws: an error loses its class, code and fields on the way, so outcomes are values. */
  answer(request: Request): Promise<Answer>;
  /** Aborts the sink's signal and that of the running call. */
  abort(): void;
}

/** After the plugin was loaded, and after the sink was opened: its first connections leave something behind too (ms). */
const settledMs = 3_000;

/** An end without a sink yet; its lines go to `log`. A plugin is imported inside a request and nowhere else, for it may do anything. */
export function createAnswerer(log: Logger): Answerer {
  let session: Session | undefined;
  let closing = new AbortController();
  let collecting: NodeJS.Timeout | undefined;
  const collectSoon = () => {
    clearTimeout(collecting);
    collecting = setTimeout(collectGarbage, settledMs).unref();
  };
  const open = async (request: Extract<Request, { kind: 'open' }>): Promise<Outcome> => {
    closing = new AbortController();
    const { name, cluster, answers } = request;
    try {
      const plugin = await loadPlugin(request.plugin);
      const resolved = await resolveOptions(plugin.config, request.options);
      if (resolved.kind === 'faulty') return { kind: 'misconfigured', error: faultyOptions(name, resolved.faults) };
      session = await openSession(plugin, resolved.options, { name, cluster, log, answers, closing });
      collectSoon();
      return { kind: 'accepted' };
    } catch (error) {
      return openFailed(error);
    }
  };
  return {
    abort: () => abortForClose(closing),
    async answer(request) {
      switch (request.kind) {
        case 'describe':
          collectSoon();
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
    },
  };
}

async function describe({ plugin: url, options }: Extract<Request, { kind: 'describe' }>): Promise<DescribeResult> {
  try {
    const plugin = await loadPlugin(url);
    const resolved = await resolveOptions(plugin.config, options);
    if (resolved.kind === 'faulty') {
      return { kind: 'described', description: describePlugin(plugin), faults: resolved.faults };
    }
    return { kind: 'described', description: describePlugin(plugin, resolved.options), faults: [] };
  } catch (error) {
    return { kind: 'unusable', error: flatten(error instanceof SinkHostError ? error : undescribable(url, error)) };
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
  const message = 'A worker was asked to use a sink that it has not opened';
  return { kind: 'retry', error: { name: 'SinkHostError', code: codes.sinkClosed, message } };
}
