import type { FlatError, Outcome } from '@kubeherald/sink-host';

/** What came of handing a sink one event, or of asking whether its destination is there; plain data for people and machines. */
export type DestinationAnswer =
  | { readonly kind: 'accepted' /** What the destination said, when the sink tells. */; readonly said?: string }
  /** The sink offers no check. */
  | { readonly kind: 'unchecked' }
  | {
      /** The sink's words: again later, never, its options cannot work; `broken`: its worker failed. */
      readonly kind: 'retry' | 'rejected' | 'misconfigured' | 'broken';
      readonly error: { readonly name: string; readonly code: string; readonly message: string };
      /** Milliseconds that the destination asked to wait. */
      readonly retryAfterMs?: number;
    };

/** The outcome for a single event, without stacks and without secrets. */
export function answerOf(outcome: Outcome, hide: (text: string) => string): DestinationAnswer {
  const failed = (
    kind: 'retry' | 'rejected' | 'misconfigured' | 'broken',
    error: FlatError,
    retryAfterMs?: number,
  ) => ({
    kind,
    error: { name: hide(error.name), code: hide(error.code), message: hide(error.message) },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
  switch (outcome.kind) {
    case 'accepted':
      if (outcome.checked === false) return { kind: 'unchecked' };
      return { kind: 'accepted', ...(outcome.answer === undefined ? {} : { said: hide(outcome.answer) }) };
    case 'partial': {
      const [refusal] = outcome.refusals;
      if (refusal === undefined) return { kind: 'accepted' };
      return failed(refusal.retry ? 'retry' : 'rejected', refusal.error, refusal.retryAfterMs);
    }
    case 'retry':
      return failed('retry', outcome.error, outcome.retryAfterMs);
    case 'rejected':
    case 'misconfigured':
    case 'broken':
      return failed(outcome.kind, outcome.error);
  }
}
