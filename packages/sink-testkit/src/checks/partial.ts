import { type Check, judged, skipped } from '../check.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import type { Trial } from '../trial.ts';
import { type EventVerdict, tell, verdicts } from '../verdicts.ts';

type Kind = 'retry' | 'rejected';

/** Which events of five are refused, and how: the first, the last, some in between, both kinds, all. */
const cases: readonly { readonly name: string; readonly refused: Readonly<Record<number, Kind>> }[] = [
  { name: 'the first is rejected', refused: { 0: 'rejected' } },
  { name: 'the last is rejected', refused: { 4: 'rejected' } },
  { name: 'two in the middle are rejected', refused: { 1: 'rejected', 3: 'rejected' } },
  { name: 'one is to be retried', refused: { 2: 'retry' } },
  { name: 'one is rejected, a later one to be retried', refused: { 1: 'rejected', 3: 'retry' } },
  { name: 'all are rejected', refused: { 0: 'rejected', 1: 'rejected', 2: 'rejected', 3: 'rejected', 4: 'rejected' } },
];
const count = 5;

/** What the destination did with an event. */
export interface Fate {
  readonly taken: boolean;
  /** How it refused what held the event; of a request that is refused as a whole, the sink cannot know which event is to blame. */
  readonly refused: ReadonlySet<Kind>;
}

async function fateOf(trial: Trial, event: MarkedEvent, kinds: ReadonlyMap<string, Kind>): Promise<Fate> {
  const holding = await trial.holding(event);
  const refusals = holding.filter(({ accepted }) => !accepted);
  const refused = [...kinds].filter(([mark]) =>
    refusals.some(({ texts }) => texts.some((text) => text.includes(mark))),
  );
  return { taken: holding.some(({ accepted }) => accepted), refused: new Set(refused.map(([, kind]) => kind)) };
}

/** What is wrong with what the sink said of one event. `exact`: it claims to tell events apart. */
export function judge(verdict: EventVerdict, { taken, refused }: Fate, exact: boolean): string | undefined {
  switch (verdict) {
    case 'broken':
    case 'misconfigured':
      return `became ${verdict}`;
    case 'accepted':
      return taken ? undefined : 'was said to be accepted, but the destination does not have it: it is lost';
    case 'rejected':
      if (taken) return exact ? 'was said to be rejected, but the destination took it' : undefined;
      if (refused.has('rejected')) return undefined;
      if (refused.size === 0) return 'was said to be rejected, but the destination never refused it: it is lost';
      return 'was said to be rejected, but the destination asks to try again: it is lost';
    case 'retry':
      if (!exact) return undefined;
      if (taken) return 'was said to be retried, but the destination took it: it will come twice';
      if (refused.size === 0 || refused.has('retry')) return undefined;
      return 'was said to be retried, but the destination refused it for good: it will be tried for ever';
  }
}

const help =
  'Return one refusal per event that the destination did not take, { index, error }, with its index in batch.events; events not sent yet are to be retried';

async function run(trial: Trial, { name, refused }: (typeof cases)[number], exact: boolean): Promise<string[]> {
  const events = trial.events.several(count);
  const kinds = new Map(
    events.flatMap(({ mark }, index): [string, Kind][] => {
      const kind = refused[index];
      return kind === undefined ? [] : [[mark, kind]];
    }),
  );
  await trial.destination.reset();
  await trial.destination.refuse?.(kinds);
  const outcome = await trial.deliver(events);
  const faults: string[] = [];
  for (const [index, verdict] of verdicts(outcome, count).entries()) {
    const event = events[index];
    if (event === undefined) continue;
    const fault = judge(verdict, await fateOf(trial, event, kinds), exact);
    if (fault !== undefined) faults.push(`event ${index} ${fault}`);
  }
  if (!exact && outcome.kind === 'partial') {
    faults.push('deliver returned refusals, but capabilities do not claim partial. Claim it');
  }
  if (faults.length === 0) return [];
  return [`of ${count} events ${name}; deliver became ${tell(outcome)}: ${faults.join('; ')}. ${help}`];
}

export const partial: Check = {
  feature: 'partial',
  title: 'refusals of single events are exact, and no event is lost by them',
  async run(trial) {
    const { capabilities } = await trial.description();
    const exact = capabilities.partial === true;
    if (trial.destination.refuse === undefined) {
      if (!exact) return skipped('the sink does not claim partial, and the destination cannot refuse single events');
      return judged([
        "the sink claims partial, but the destination cannot refuse single events. Give it refuse(); or declare notApplicable: { partial: 'why' }",
      ]);
    }
    const faults: string[] = [];
    for (const one of cases) faults.push(...(await run(trial, one, exact)));
    return judged(faults);
  },
};
