import { type Check, judged } from '../check.ts';
import { hostileTexts } from '../samples/hostile.ts';
import type { MarkedEvent } from '../samples/marked.ts';
import type { Trial } from '../trial.ts';
import { tell } from '../verdicts.ts';

const properly = "Escape for the destination's format with its own serialiser, nothing by hand";

/** Characters of what was expected and what arrived, around the first that differs. */
const context = 20;

function difference(expected: string, actual: string): string {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at++;
  const from = Math.max(0, at - context);
  const show = (text: string) => JSON.stringify(text.slice(from, at + context));
  return `they part at character ${at}: expected ${show(expected)}, but found ${show(actual)}`;
}

/** Whether a text has a character cut in two, either still alone or replaced by U+FFFD on the way. */
export const isCut = (text: string): boolean => !text.isWellFormed() || text.includes('\ufffd');

/** What is wrong with the text of `event` at a destination that took it. `shortened`: it has limits, so the end may be missing. */
async function arrivedAs(trial: Trial, event: MarkedEvent, text: string, shortened: boolean): Promise<string[]> {
  // UTF-8 has no lone surrogates: a destination gets U+FFFD in their place, or an escape in JSON.
  const expected = trial.shows(`${event.mark} ${text}`).toWellFormed();
  const found = (await trial.holding(event)).flatMap(({ texts }) => texts).filter((one) => one.includes(event.mark));
  if (found.length === 0)
    return ['deliver became accepted, but the event did not arrive. Send it; and let config show the message'];
  if (found.some((one) => one.toWellFormed().includes(expected))) return [];
  const [first = ''] = found;
  const actual = first.slice(first.indexOf(event.mark));
  if (!shortened) {
    return [
      `the message arrived changed; ${difference(expected, actual.toWellFormed())}. ${properly}; if the sink must change texts, say how with shows`,
    ];
  }
  if (text.isWellFormed() && isCut(actual)) {
    return ['the message was cut in the middle of a character. Shorten with truncate or split of @kubeherald/sink-sdk'];
  }
  return [];
}

function check(name: string, text: string): Check {
  return {
    feature: 'text',
    title: `a message with ${name} arrives intact`,
    async run(trial) {
      const event = trial.events.message(text);
      const outcome = await trial.deliver([event]);
      const size = Buffer.byteLength(text);
      const shortened = Object.values(trial.destination.limits).some(({ max }) => max < size * 2);
      if (outcome.kind !== 'accepted') {
        const help = shortened ? 'Shorten it to what the destination takes' : properly;
        return judged([`a message with ${name} became ${tell(outcome)}; expected accepted. ${help}`]);
      }
      return judged(await arrivedAs(trial, event, text, shortened));
    },
  };
}

/** One check per hostile text. */
export function texts(): readonly Check[] {
  return Object.entries(hostileTexts).map(([name, text]) => check(name, text));
}
