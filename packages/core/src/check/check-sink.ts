import type { Loaded } from '../loading.ts';
import { answerOf, type DestinationAnswer } from '../send/destination-answer.ts';
import { deliveryDefaults, prepareSink, type SinkSettings, type SinkSurroundings } from '../sink.ts';
import type { CheckRow } from './check-row.ts';

/** A sink that was only checked has nothing to finish. */
const closeMs = 1_000;

/** Loads a sink in its worker and runs its check. `line` says a fault as the user reads it; `timeoutMs` default: that of its deliveries. */
export async function checkSink(
  settings: SinkSettings,
  around: SinkSurroundings,
  line: Loaded['line'],
  timeoutMs?: number,
): Promise<CheckRow> {
  const { name } = settings;
  const prepared = await prepareSink(settings, around);
  if (prepared.kind === 'faulty') {
    const message = prepared.faults.map((fault) => line(name, fault.path, fault.message)).join('\n');
    return { what: 'sink', name, state: 'misconfigured', message, code: 'KH_CONFIG' };
  }
  const { worker, description, hide } = prepared;
  const delivery = { ...deliveryDefaults, ...description.delivery, ...settings.delivery };
  try {
    const outcome = await worker.check(timeoutMs ?? delivery.timeoutMs);
    return sinkRow(name, answerOf(outcome, hide), line(name, '/with', '').replace(/: .*$/, ''));
  } finally {
    await worker.close(closeMs);
  }
}

/** What a check's answer means. `place`: where the sink's options stand. */
export function sinkRow(name: string, answer: DestinationAnswer, place: string): CheckRow {
  const row = { what: 'sink', name } as const;
  switch (answer.kind) {
    case 'accepted':
      return { ...row, state: 'ok', message: 'its own check finds nothing wrong' };
    case 'unchecked':
      return { ...row, state: 'unchecked', message: 'not checked (the sink offers no check)', help: tryIt(name) };
    default: {
      const { code, message } = answer.error;
      const state = answer.kind === 'misconfigured' ? 'misconfigured' : 'problem';
      return { ...row, state, message, code, help: helpFor(answer.kind, place) };
    }
  }
}

const tryIt = (name: string) => `try it: kubeherald send --sink ${name}`;

/** What to do about each of a sink's answers. */
export function helpFor(kind: 'retry' | 'rejected' | 'misconfigured' | 'broken', place: string): string {
  switch (kind) {
    case 'retry':
      return 'see that the destination runs and can be reached from here; the daemon would keep the events and try again';
    case 'rejected':
      return `correct what the destination does not take: ${place}`;
    case 'misconfigured':
      return `correct the options: ${place}`;
    case 'broken':
      return 'the sink itself failed, not its destination; update it, or tell its author';
  }
}
