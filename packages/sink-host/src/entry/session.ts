import type { Logger, Sink, SinkContext, SinkPlugin } from '@kubeherald/sink-sdk';
import { codes, SinkHostError } from '../codes.ts';
import { flatten } from '../flatten.ts';
import type { GivenOptions, Outcome, Request } from '../protocol.ts';
import { withAnswer } from './answers.ts';
import { withSignal } from './call.ts';
import { readEvents, withUnreadable } from './events.ts';
import { outcomeOfResult, outcomeOfThrown } from './outcome.ts';

type Deliver = Extract<Request, { kind: 'deliver' }>;

const accepted: Outcome = { kind: 'accepted' };

/** An open sink, and the calls to it as outcomes. */
export interface Session {
  deliver(request: Deliver): Promise<Outcome>;
  check(deadlineMs: number): Promise<Outcome>;
  reopen(): Promise<Outcome>;
  /** Aborts `closing`, then closes the sink; a second time does nothing. */
  close(): Promise<Outcome>;
}

/** Where and as what a sink is opened. */
export interface Surroundings {
  readonly name: string;
  readonly cluster: string;
  readonly log: Logger;
  /** Accepted deliveries tell what the destination answered. */
  readonly answers: boolean;
  /** Aborted from outside or by close: the sink's own signal, and that of the running call. */
  readonly closing: AbortController;
}

async function openSink(plugin: SinkPlugin, options: GivenOptions, context: SinkContext): Promise<Sink> {
  const sink: unknown = await plugin.open(options, context);
  if (isSink(sink)) return sink;
  const message = `The sink ${plugin.name} opened to something without a deliver function; expected open to return { deliver(batch, call) { … } }`;
  throw new SinkHostError(codes.pluginDefinition, message);
}

function isSink(value: unknown): value is Sink {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'deliver') === 'function';
}

/** Tells a sink that it is to be closed for good. */
export function abortForClose(closing: AbortController): void {
  closing.abort(new DOMException('the sink is being closed', 'AbortError'));
}

/** Opens a sink. @throws whatever its `open` throws, and SinkHostError when that returns no sink. */
export async function openSession(
  plugin: SinkPlugin,
  options: GivenOptions,
  surroundings: Surroundings,
): Promise<Session> {
  const { name, cluster, log, answers, closing } = surroundings;
  const sink = await openSink(plugin, options, { name, cluster, log, signal: closing.signal });
  let closed = false;

  const attempt = (deadlineMs: number, call: (signal: AbortSignal) => Promise<Outcome>): Promise<Outcome> =>
    withSignal(deadlineMs, closing.signal, async (signal) => {
      try {
        return await call(signal);
      } catch (error) {
        return outcomeOfThrown(error, signal);
      }
    });

  return {
    deliver({ id, attempt: count, events: encoded, deadlineMs }) {
      const read = readEvents(encoded, cluster);
      const { events } = read;
      if (events.length === 0) return Promise.resolve(withUnreadable(accepted, read));
      const deliver = () =>
        attempt(deadlineMs, async (signal) => {
          const result: unknown = await sink.deliver({ id, attempt: count, events }, { signal });
          return withUnreadable(outcomeOfResult(result, events.length), read);
        });
      return answers ? withAnswer(deliver) : deliver();
    },
    check: (deadlineMs) =>
      attempt(deadlineMs, async (signal) => {
        if (sink.check === undefined) return { kind: 'accepted', checked: false };
        await sink.check({ signal });
        return accepted;
      }),
    async reopen() {
      try {
        await sink.reopen?.();
        return accepted;
      } catch (error) {
        return outcomeOfThrown(error, closing.signal);
      }
    },
    async close() {
      if (closed) return accepted;
      closed = true;
      abortForClose(closing);
      try {
        await sink.close?.();
        return accepted;
      } catch (error) {
        return { kind: 'retry', error: flatten(error) };
      }
    },
  };
}
