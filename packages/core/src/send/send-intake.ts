import type { RawEvent } from '@kubeherald/sink-sdk';
import type { Clock } from '../clock.ts';
import { type Appender, createIntake, describeDecision, type Match } from '../intake/index.ts';
import type { Log } from '../log.ts';
import { isPosition, type Revision } from '../revision.ts';

/** What one event is taken into. */
export interface SendIntake {
  readonly cluster: string;
  readonly journal: Appender;
  readonly sink: string;
  readonly match: Match;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Takes one event as if a watch had shown it; resolves when it is in the journal.
 * @returns why the sink's match would not pick it, in words; undefined: it does
 */
export async function takeOne(event: RawEvent, into: SendIntake): Promise<string | undefined> {
  const { cluster, journal, sink: name, match, clock, log } = into;
  let unwanted: string | undefined;
  const intake = createIntake({
    cluster,
    journal,
    sinks: [{ name, match }],
    keep: 'all',
    clock,
    log,
    observer: {
      received: () => undefined,
      takenBefore: () => undefined,
      beforeStart: () => undefined,
      wanted: () => undefined,
      unwanted: (_sink, clause) => {
        unwanted = describeDecision({ name, clauses: match.clauses }, match.clauses.indexOf(clause) + 1);
      },
    },
  });
  const revision = revisionOf(event);
  await intake.push({ kind: 'watch', scope: '', revisions: [revision], position: revision.resourceVersion });
  return unwanted;
}

function revisionOf(event: RawEvent): Revision {
  const metadata: unknown = event.metadata;
  const version: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'resourceVersion') : undefined;
  const resourceVersion = typeof version === 'string' && isPosition(version) ? version : '1';
  return { change: 'added', resourceVersion, object: event, bytes: Buffer.from(JSON.stringify(event)) };
}
