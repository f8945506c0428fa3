import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { codes } from '../codes.ts';
import { flatten } from '../flatten.ts';
import type { EventRefusal, Outcome } from '../protocol.ts';

/** Longer than a day is no waiting time but a mistake of units. */
const longestRetryAfterMs = 86_400_000;

type Verdict = 'retry' | 'rejected' | 'misconfigured' | 'unknown';

/** Which of the three errors was thrown. A proxy with throwing traps is none of them. */
function verdictOf(thrown: unknown): Verdict {
  try {
    if (RejectedError.is(thrown)) return 'rejected';
    if (ConfigError.is(thrown)) return 'misconfigured';
    return RetryableError.is(thrown) ? 'retry' : 'unknown';
  } catch {
    return 'unknown';
  }
}

function retryAfter(thrown: unknown): { retryAfterMs?: number } {
  try {
    const ms: unknown = RetryableError.is(thrown) ? thrown.retryAfterMs : undefined;
    return typeof ms === 'number' && ms >= 0 ? { retryAfterMs: Math.min(ms, longestRetryAfterMs) } : {};
  } catch {
    return {};
  }
}

/**
 * What a sink threw, as an outcome; anything but the three errors counts as retryable.
 * @param signal of the call: when it has aborted, an unknown error is told as the abort's consequence
 */
export function outcomeOfThrown(thrown: unknown, signal: AbortSignal): Outcome {
  const verdict = verdictOf(thrown);
  const error = flatten(thrown);
  if (verdict === 'rejected' || verdict === 'misconfigured') return { kind: verdict, error };
  if (verdict === 'retry') return { kind: 'retry', ...retryAfter(thrown), error };
  if (!signal.aborted) return { kind: 'retry', error };
  return { kind: 'retry', error: { ...flatten(signal.reason), code: abortCode(signal), cause: error } };
}

function abortCode(signal: AbortSignal): string {
  const reason: unknown = signal.reason;
  return reason instanceof DOMException && reason.name === 'TimeoutError' ? codes.sinkDeadline : codes.sinkClosed;
}

function wrongAnswer(what: string): Outcome {
  const message = `The sink's deliver ${what}. This is a bug of the sink: it must return nothing, or one refusal per event that was not accepted, { index, error }`;
  return { kind: 'retry', error: { name: 'SinkHostError', code: codes.sinkAnswer, message } };
}

/**
 * What deliver resolved with, as an outcome. A malformed answer says nothing sure about any event, so all are tried again, with an error that
 * names the bug: counting them as accepted could lose some.
 * @param count of the events that the sink got
 */
export function outcomeOfResult(result: unknown, count: number): Outcome {
  if (result === undefined || result === null) return { kind: 'accepted' };
  try {
    if (!Array.isArray(result)) return wrongAnswer(`resolved with ${typeof result}`);
    if (result.length > count) return wrongAnswer(`resolved with ${result.length} refusals for ${count} events`);
    const refusals: EventRefusal[] = [];
    const seen = new Set<unknown>();
    for (const refusal of result) {
      if (typeof refusal !== 'object' || refusal === null)
        return wrongAnswer(`resolved with ${typeof refusal} among its refusals`);
      const { index, error }: { index?: unknown; error?: unknown } = refusal;
      if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count) {
        return wrongAnswer(`refused the event ${String(index).slice(0, 50)} of ${count}`);
      }
      if (seen.has(index)) return wrongAnswer(`refused the event ${index} twice`);
      seen.add(index);
      refusals.push({ index, retry: verdictOf(error) !== 'rejected', ...retryAfter(error), error: flatten(error) });
    }
    return refusals.length === 0 ? { kind: 'accepted' } : { kind: 'partial', refusals };
  } catch (error) {
    return wrongAnswer(`resolved with refusals that cannot be read (${flatten(error).message})`);
  }
}
