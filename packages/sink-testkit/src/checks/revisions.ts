import { type Check, judged } from '../check.ts';
import type { Arrival } from '../destination.ts';
import { coreEvent, eventsV1Event } from '../samples/event.ts';
import { countOf, type MarkedEvent } from '../samples/marked.ts';
import type { Trial } from '../trial.ts';
import { tell } from '../verdicts.ts';
import { deliverAll } from './delivery.ts';
import { held } from './idempotent.ts';

/** Revisions of each event, half of them in the first batch, half in the second. */
const perEvent = 4;

const help =
  'Go by event.id, which differs from revision to revision, not by event.uid; and deliver what is modified as what is added';

const holds = ({ texts }: Arrival, { mark }: MarkedEvent): boolean => texts.some((text) => text.includes(mark));

/** What a batch left at the destination. */
interface Left {
  readonly faults: readonly string[];
  /** Of each event, the keys under which its newest revision is there. */
  readonly keys: readonly ReadonlySet<string>[];
}

async function deliver(trial: Trial, histories: readonly (readonly MarkedEvent[])[], what: string): Promise<Left> {
  const outcome = await trial.deliver(histories.flat());
  if (outcome.kind !== 'accepted') {
    return { faults: [`${what}: deliver became ${tell(outcome)}; expected accepted`], keys: [] };
  }
  const there = held(await trial.destination.arrived());
  const newest = histories.map((history) => there.filter((one) => history.slice(-1).some((last) => holds(one, last))));
  const lost = [...newest.keys()].filter((index) => newest[index]?.length === 0);
  const keys = newest.map((found) => new Set(found.flatMap(({ key }) => (key === undefined ? [] : [key]))));
  if (lost.length > 0) {
    return {
      faults: [
        `${what}: the newest revision of event ${lost.join(', ')} is not at the destination: it is lost. ${help}`,
      ],
      keys,
    };
  }
  return { faults: uncounted(trial, histories, newest).map((fault) => `${what}: ${fault}`), keys };
}

/** Folded revisions that are not counted: who reads the one that is left could not tell that there were more. */
function uncounted(
  { folds }: Trial,
  histories: readonly (readonly MarkedEvent[])[],
  newest: readonly (readonly Arrival[])[],
): readonly string[] {
  if (folds === undefined) return [];
  return histories.flatMap((history, index) => {
    const last = history.at(-1);
    if (last === undefined) return [];
    const said = folds(countOf(last));
    const isSaid = newest[index]?.some(({ texts }) =>
      texts.some((text) => text.includes(last.mark) && text.includes(said)),
    );
    if (isSaid) return [];
    return [
      `the newest revision of event ${index} is there without its occurrence count; expected ${JSON.stringify(said)} in the same text. Say the count of a folded event, and let config show it`,
    ];
  });
}

/** Revisions that neither arrived nor were replaced by the next one. */
async function missing(trial: Trial, revisions: readonly MarkedEvent[]): Promise<readonly string[]> {
  const lost: number[] = [];
  for (const [index, one] of revisions.entries()) if (!(await trial.took(one))) lost.push(index);
  if (lost.length === 0) return [];
  return [
    `of ${revisions.length} revisions of one event, revision ${lost.join(', ')} did not arrive. ${help}. If the destination holds one thing per event, which the newest revision replaces, give its arrivals that key; if the sink makes one row of them for people to read, say so with folds`,
  ];
}

/**
 * The newest revisions must be there after every batch; the earlier ones too, unless one key per event says that they are replaced, or the
 * sink folds the revisions of a batch and says how many there were.
 */
async function checkRevisions(trial: Trial): Promise<readonly string[]> {
  const histories = [coreEvent(), eventsV1Event()].map((raw) => {
    let last = trial.events.mark(raw);
    const history = [last];
    while (history.length < perEvent) {
      last = trial.events.revised(last);
      history.push(last);
    }
    return history;
  });
  const half = perEvent / 2;
  const first = await deliver(
    trial,
    histories.map((history) => history.slice(0, half)),
    'revisions of an event in one batch',
  );
  const second = await deliver(
    trial,
    histories.map((history) => history.slice(half)),
    'revisions of an event in a later batch',
  );
  const faults = [...first.faults, ...second.faults];
  if (faults.length > 0) return faults;
  for (const [index, history] of histories.entries()) {
    const before = first.keys[index] ?? new Set();
    const isReplaced = [...(second.keys[index] ?? [])].some((key) => before.has(key));
    if (!isReplaced && trial.folds === undefined) faults.push(...(await missing(trial, history)));
  }
  await trial.destination.reset();
  const repeated = histories.flatMap((history) => history.slice(-1).map((last) => trial.events.repeated(last)));
  return [...faults, ...(await deliverAll(trial, repeated, 'a revision with the message of the one before'))];
}

export const revisions: Check = {
  feature: 'revisions',
  title: 'later revisions of an event are delivered, or the newest of them is held',
  run: async (trial) => judged(await checkRevisions(trial)),
};
