import type { KubeEvent } from '@kubeherald/sink-sdk';
import { normaliseEvent } from '@kubeherald/sink-sdk/event';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Decision, JournalRecord, RevisionRecord, ScopeState, SinkTable } from '../record.ts';
import type { Position, Push, Revision, Scope } from '../revision.ts';
import { eventAt } from './event-time.ts';
import { Marks } from './marks.ts';
import { objectKey } from './object-key.ts';
import { ScopeProgress, type Taking } from './position.ts';
import { type IntakeObserver, type SinkMatch, Sinks } from './sinks.ts';

/** What intake needs of the journal. */
export interface Appender {
  /** Appends in order; resolves when durable. */
  append(records: readonly JournalRecord[]): Promise<void>;
  /** Who the decisions of the records that follow are about. */
  setTable(table: SinkTable): void;
  /** What it knew of a scope when it was opened. */
  scope(scope: Scope): ScopeState | undefined;
}

export interface IntakeOptions {
  /** The cluster's name. */
  readonly cluster: string;
  readonly journal: Appender;
  readonly sinks: readonly SinkMatch[];
  /** `matched`: only what some sink wants is appended. */
  readonly keep: 'all' | 'matched';
  /** Unix ms: what a scope's first list shows of an older event time is not taken; undefined: all of it is. */
  readonly startsAt?: number | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: IntakeObserver;
}

/** All that happens to revisions before they are durable. */
export interface Intake {
  /**
   * Takes what is new into the journal. All work is done before it returns, so several pushes may be outstanding; resolves
   * once everything new in it, and in what was pushed before, is durable.
   */
  push(push: Push): Promise<void>;
  /** Where to resume: everything at or below it was taken and is durable; undefined when the scope was never followed. */
  position(scope: Scope): Position | undefined;
  /** The sinks and their filters from the next push on. */
  setSinks(sinks: readonly SinkMatch[]): void;
  /** Writes the marks that are owed; call it once after the last push. Resolves when durable. */
  flush(): Promise<void>;
}

/** A revision on its way through the steps. */
interface Item {
  readonly revision: Revision;
  readonly event: KubeEvent;
  readonly id: string;
  readonly resourceVersion: Position;
  readonly eventAt: number;
}

/** One scope: how far it was taken, and how much of that is durable. */
interface Course {
  readonly scope: Scope;
  readonly progress: ScopeProgress;
  readonly marks: Marks;
  pushes: number;
  /** The last push that is known to be durable, and the position that it gave. */
  durable: { readonly push: number; readonly position: Position | undefined };
}

/** Creates the intake; the journal learns of its sinks at once. */
export function createIntake(options: IntakeOptions): Intake {
  const { cluster, journal, keep, clock, log, observer } = options;
  const courses = new Map<Scope, Course>();
  let sinks = new Sinks(options.sinks);
  let lastAppend: Promise<void> = Promise.resolve();
  journal.setTable(sinks.table);

  function push(push: Push): Promise<void> {
    const receivedAt = clock.now();
    const course = courseOf(push.scope);
    const items = normalise(push, receivedAt);
    const taking = dropTaken(course, push, items);
    const records = match(push, items, taking, receivedAt);
    return append(course, course.marks.place(push, taking, records, receivedAt));
  }

  function normalise(push: Push, receivedAt: number): readonly Item[] {
    if (push.kind !== 'watch' && push.kind !== 'page') return [];
    return push.revisions.map((revision) => {
      const { change, resourceVersion, object } = revision;
      const event = normaliseEvent(object, { cluster, change });
      return { revision, event, id: event.id, resourceVersion, eventAt: eventAt(event, receivedAt) };
    });
  }

  function dropTaken({ scope, progress }: Course, push: Push, items: readonly Item[]): Taking {
    const { position: from, entersEpoch } = progress;
    const taking = progress.take(push, items);
    // The source, which knows why, has said that it begins.
    if (push.kind === 'listed' && entersEpoch) {
      log.warn(
        { scope, from, to: push.position, epoch: progress.epoch },
        'the new epoch is listed and followed from here',
      );
    }
    return taking;
  }

  function match(push: Push, items: readonly Item[], { verdicts }: Taking, receivedAt: number): JournalRecord[] {
    const records: JournalRecord[] = [];
    const counts = { added: 0, modified: 0, taken: 0, beforeStart: 0 };
    const listed = push.kind === 'page';
    for (const [index, item] of items.entries()) {
      const verdict = verdicts[index];
      if (verdict === 'taken') counts.taken++;
      else if (verdict === 'before-start') counts.beforeStart++;
      else {
        counts[item.revision.change]++;
        observer.taken?.(item.event);
        const decisions = sinks.decide(item.event);
        if (keep === 'all' || decisions.includes(0)) {
          records.push(toRecord(push.scope, item, decisions, listed, receivedAt));
        }
      }
    }
    if (counts.added > 0) observer.received(push.scope, 'added', counts.added);
    if (counts.modified > 0) observer.received(push.scope, 'modified', counts.modified);
    if (counts.taken > 0) observer.takenBefore(push.scope, counts.taken);
    if (counts.beforeStart > 0) observer.beforeStart(push.scope, counts.beforeStart);
    if (counts.added + counts.modified > 0) sinks.report(observer);
    return records;
  }

  async function append(course: Course, records: readonly JournalRecord[]): Promise<void> {
    const push = ++course.pushes;
    const { position } = course.progress;
    // Appends become durable in order, so a push without records is durable with those before it.
    if (records.length > 0) lastAppend = journal.append(records);
    await lastAppend;
    if (push > course.durable.push) course.durable = { push, position };
  }

  function courseOf(scope: Scope): Course {
    const known = courses.get(scope);
    if (known) return known;
    const state = journal.scope(scope);
    const progress = new ScopeProgress(state, options.startsAt ?? 0);
    const marks = new Marks(progress);
    const course = { scope, progress, marks, pushes: 0, durable: { push: 0, position: state?.position } };
    courses.set(scope, course);
    return course;
  }

  return {
    push,
    position: (scope) => courseOf(scope).durable.position,
    setSinks(next) {
      sinks = new Sinks(next);
      journal.setTable(sinks.table);
    },
    async flush() {
      const now = clock.now();
      const marks = [...courses.values()].flatMap((course) => course.marks.settle(course.scope, now));
      await (marks.length > 0 ? journal.append(marks) : lastAppend);
    },
  };
}

function toRecord(
  scope: Scope,
  { revision, event, eventAt }: Item,
  decisions: readonly Decision[],
  listed: boolean,
  receivedAt: number,
): RevisionRecord {
  const { resourceVersion, change, bytes: payload } = revision;
  const key = objectKey(event.object);
  return {
    kind: 'revision',
    scope,
    resourceVersion,
    change,
    receivedAt,
    eventAt,
    objectKey: key,
    decisions,
    listed,
    payload,
  };
}
