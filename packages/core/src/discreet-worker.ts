import type { FlatError, Outcome, SinkLog, SinkWorker } from '@kubeherald/sink-host';
import { hideInFields } from './hide.ts';

type Hide = (text: string) => string;

/** A worker whose outcomes show no secret, so that nothing that keeps or tells them can. Its description stays as it is. */
export function discreetWorker(worker: SinkWorker, hide: Hide): SinkWorker {
  const discreet = async (outcome: Promise<Outcome>) => discreetOutcome(await outcome, hide);
  return {
    describe: () => worker.describe(),
    open: () => discreet(worker.open()),
    deliver: (batch, deadlineMs) => discreet(worker.deliver(batch, deadlineMs)),
    check: (deadlineMs) => discreet(worker.check(deadlineMs)),
    reopen: (deadlineMs) => discreet(worker.reopen(deadlineMs)),
    close: (deadlineMs) => worker.close(deadlineMs),
  };
}

/** A log for a sink and its worker that writes no secret. Fields are plain data. */
export function discreetLog(log: SinkLog, hide: Hide): SinkLog {
  return {
    debug: (fields, message) => log.debug(hideInFields(fields, hide), hide(message)),
    info: (fields, message) => log.info(hideInFields(fields, hide), hide(message)),
    warn: (fields, message) => log.warn(hideInFields(fields, hide), hide(message)),
    error: (fields, message) => log.error(hideInFields(fields, hide), hide(message)),
  };
}

/** An outcome without secrets in what the sink or its destination said. */
export function discreetOutcome(outcome: Outcome, hide: Hide): Outcome {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.answer === undefined ? outcome : { ...outcome, answer: hide(outcome.answer) };
    case 'partial': {
      const refusals = outcome.refusals.map((refusal) => ({ ...refusal, error: discreetError(refusal.error, hide) }));
      return { ...outcome, refusals };
    }
    default:
      return { ...outcome, error: discreetError(outcome.error, hide) };
  }
}

function discreetError(error: FlatError, hide: Hide): FlatError {
  return {
    name: hide(error.name),
    code: hide(error.code),
    message: hide(error.message),
    ...(error.stack === undefined ? {} : { stack: hide(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: discreetError(error.cause, hide) }),
  };
}
