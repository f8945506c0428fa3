import { ConfigError, type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import type { Written } from './reply.ts';

/** One event as a line. */
export interface Item {
  /** Index into the batch. */
  readonly index: number;
  /** With its line end. */
  readonly text: string;
  readonly bytes: number;
}

/** Writes lines; throws one of the SDK's errors when that says nothing of them. */
export type Write = (items: readonly Item[]) => Promise<Written>;

/**
 * Writes requests one after the other. One that is refused without a word of which line is to blame is written again in halves, until the
 * line is found: what was taken already is overwritten with itself.
 * @returns the refusals; all other events were accepted
 * @throws what refused the events, when it refused all of them for now
 */
export async function deliverLines(requests: readonly (readonly Item[])[], write: Write): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  let accepted = 0;
  const waiting = [...requests];
  for (let items = waiting.shift(); items !== undefined; items = waiting.shift()) {
    let verdict: Written;
    try {
      verdict = await write(items);
    } catch (error) {
      const isSettled = accepted > 0 || refusals.length > 0;
      if (!isSettled) throw error;
      refusals.push(...[items, ...waiting].flat().map(({ index }) => ({ index, error: retryable(error) })));
      break;
    }
    if (verdict.kind === 'accepted') accepted += items.length;
    else if (verdict.kind === 'partial') {
      for (const [position, { index }] of items.entries()) {
        const reason = verdict.lines.get(position);
        if (reason === undefined) accepted++;
        else refusals.push({ index, error: new RejectedError(reason) });
      }
    } else if (items.length > 1) {
      const middle = Math.ceil(items.length / 2);
      waiting.unshift(items.slice(0, middle), items.slice(middle));
    } else {
      const error = new RejectedError(verdict.said);
      refusals.push(...items.map(({ index }) => ({ index, error })));
    }
  }
  return refusals.sort((left, right) => left.index - right.index);
}

/** A wrong option beside events that were accepted: those it holds up are tried again, and then it fails them all. */
function retryable(error: unknown): RetryableError {
  if (RetryableError.is(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RetryableError(ConfigError.is(error) ? message : `not written: ${message}`, { cause: error });
}
