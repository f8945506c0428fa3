import { type Check, judged, skipped } from '../check.ts';
import type { Limit } from '../destination.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import type { Trial } from '../trial.ts';
import { tell } from '../verdicts.ts';
import { isCut } from './text.ts';

/** A message of this many bytes fits into every destination, and shows what else a delivery consists of. */
const shortMessage = 20;
/** An Event is no larger than etcd's default limit for a write (1.5 MiB): larger messages do not exist. */
const largestEvent = 1_500_000;
/** Beyond the limit by one, by a little, and by far. */
const excesses = [0, 1, 7, 100] as const;
/** A plain letter, one that JSON escapes, one of 3 bytes, one of 4 bytes and two UTF-16 units. */
const letters = ['a', '"', '事', '🚨'] as const;

const help =
  'Count in the limit’s unit and shorten with truncate(text, limit, { unit }) of @kubeherald/sink-sdk, or send several with split; count what surrounds the text, too';

async function sizeOf(trial: Trial, event: MarkedEvent, limit: string): Promise<number> {
  return Math.max(0, ...(await trial.holding(event)).map(({ sizes }) => sizes?.[limit] ?? 0));
}

async function look(trial: Trial, name: string, { max, unit }: Limit, what: string): Promise<string[]> {
  const arrived = await trial.destination.arrived();
  const largest = Math.max(0, ...arrived.map(({ sizes }) => sizes?.[name] ?? 0));
  const faults: string[] = [];
  if (largest > max) {
    faults.push(`${what}: the sink sent ${largest} ${unit}, but the destination's limit “${name}” is ${max}. ${help}`);
  }
  if (arrived.some(({ texts }) => texts.some(isCut))) {
    faults.push(
      `${what}: a text was cut in the middle of a character. Shorten with truncate or split of @kubeherald/sink-sdk`,
    );
  }
  return faults;
}

async function deliver(
  trial: Trial,
  name: string,
  limit: Limit,
  events: readonly MarkedEvent[],
  what: string,
): Promise<string[]> {
  const outcome = await trial.deliver(events);
  const faults = await look(trial, name, limit, what);
  // What the destination refused for its size is told already.
  if (faults.length > 0) return faults;
  if (outcome.kind !== 'accepted') return [`${what}: deliver became ${tell(outcome)}; expected accepted. ${help}`];
  for (const [index, event] of events.entries()) {
    if (!(await trial.took(event))) {
      faults.push(
        `${what}: deliver became accepted, but event ${index} of ${events.length} did not arrive. What does not fit into one message goes into the next`,
      );
      break;
    }
  }
  return faults;
}

async function checkLimit(trial: Trial, name: string, limit: Limit): Promise<string[]> {
  const probe = trial.events.message('x'.repeat(shortMessage));
  const faults = await deliver(trial, name, limit, [probe], 'a short message');
  if (faults.length > 0) return faults;
  const around = (await sizeOf(trial, probe, name)) - shortMessage;
  const room = Math.max(1, limit.max - around);
  for (const letter of letters) {
    const cost = limit.unit === 'bytes' ? Buffer.byteLength(letter) : 1;
    for (const excess of excesses) {
      await trial.destination.reset();
      const count = Math.floor(room / cost) + excess;
      if (count * Buffer.byteLength(letter) > largestEvent) continue;
      const event = trial.events.message(letter.repeat(count));
      const found = await deliver(trial, name, limit, [event], `a message of ${count} times ${JSON.stringify(letter)}`);
      if (found.length > 0) return found;
    }
  }
  await trial.destination.reset();
  const third = Math.min(Math.ceil(room / 3), largestEvent);
  const many = Array.from({ length: 7 }, () => trial.events.message('b'.repeat(third)));
  return deliver(trial, name, limit, many, `a batch of 7 messages of ${third} bytes each`);
}

export const limits: Check = {
  feature: 'limits',
  title: 'messages beyond the destination’s limits are shortened or split, to the byte',
  async run(trial) {
    const all = Object.entries(trial.destination.limits);
    if (all.length === 0) {
      return judged([
        "the destination has no limits. Give it those of the real one; or declare notApplicable: { limits: 'why' }",
      ]);
    }
    const within = all.filter(([, { max }]) => max < largestEvent * 2);
    if (within.length === 0) return skipped('no batch of ours is as large as the limits');
    const faults: string[] = [];
    for (const [name, limit] of within) {
      await trial.destination.reset();
      faults.push(...(await checkLimit(trial, name, limit)));
    }
    return judged(faults);
  },
};
