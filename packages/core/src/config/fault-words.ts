import { isFields } from './fields.ts';
import { stepsOf } from './places.ts';

/** The unit that is meant most often, by the last step of a setting's path; for the others it is seconds. */
const units = new Map([
  ['age', 'h'],
  ['startAt', 'm'],
  ['commitInterval', 'ms'],
]);

/** A number without a unit; longer ones are none that somebody means. */
const bareNumber = /^\d{1,6}$/;

/** A fault of a duration in words that say what may be written there; any other as it is. `written`: the config, for what stands there. */
export function faultWords(path: string, message: string, written: unknown): string {
  const field = stepsOf(path).at(-1) ?? '';
  const isStart = field === 'startAt' && /^must be (one of these|a duration)/.test(message);
  if (!isStart && !message.startsWith('must be a duration')) return message;
  const words = isStart ? 'must be now, oldest, or a duration such as 15m' : message;
  const given = String(valueAt(path, written));
  return bareNumber.test(given) ? `${words}; did you mean "${given}${units.get(field) ?? 's'}"?` : words;
}

function valueAt(path: string, value: unknown): unknown {
  return stepsOf(path).reduce<unknown>((inner, step) => {
    if (Array.isArray(inner)) return inner[Number(step)];
    return isFields(inner) ? inner[step] : undefined;
  }, value);
}
