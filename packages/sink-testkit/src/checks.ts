import type { Check } from './check.ts';
import { abort } from './checks/abort.ts';
import { answers } from './checks/answers.ts';
import { close } from './checks/close.ts';
import { credentials } from './checks/credentials.ts';
import { delivery } from './checks/delivery.ts';
import { emptyBatch } from './checks/empty-batch.ts';
import { idempotent } from './checks/idempotent.ts';
import { checkSink, open, reopen } from './checks/lifecycle.ts';
import { limits } from './checks/limits.ts';
import { oddEvents } from './checks/odd-events.ts';
import { options } from './checks/options.ts';
import { ordered } from './checks/ordered.ts';
import { partial } from './checks/partial.ts';
import { revisions } from './checks/revisions.ts';
import { secrets } from './checks/secrets.ts';
import { texts } from './checks/text.ts';
import type { Destination } from './destination.ts';

/** Every check there is for a sink that delivers there, from its options to its end. `credentials` also reads what was said before it. */
export function checksFor(destination: Destination): readonly Check[] {
  return [
    options,
    secrets,
    open,
    delivery,
    revisions,
    emptyBatch,
    ...oddEvents(),
    ...texts(),
    limits,
    ...answers(destination),
    partial,
    abort,
    idempotent,
    ordered,
    checkSink,
    reopen,
    credentials,
    close,
  ];
}
