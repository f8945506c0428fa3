import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { answerChannel } from '@kubeherald/sink-sdk';
import type { Outcome } from '../protocol.ts';

/** Characters of an answer: what fits on a few lines of a terminal. */
const longestAnswer = 1000;

/** Makes a delivery and adds to its outcome, should it be accepted, the last that the sink told of its destination's answer. */
export async function withAnswer(deliver: () => Promise<Outcome>): Promise<Outcome> {
  let answer: string | undefined;
  const listen = (said: unknown) => {
    if (typeof said === 'string') answer = said.slice(0, longestAnswer);
  };
  subscribe(answerChannel, listen);
  try {
    const outcome = await deliver();
    return outcome.kind === 'accepted' && answer !== undefined ? { ...outcome, answer } : outcome;
  } finally {
    unsubscribe(answerChannel, listen);
  }
}
