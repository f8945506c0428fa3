import type { StoredEvent } from './event.ts';
import type { Matches } from './field-selector.ts';
import { badRequest } from './status.ts';

type Labels = Readonly<Record<string, string>>;

const key = '[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?';
const exists = new RegExp(`^(!?)\\s*(${key})$`);
const equality = new RegExp(`^(${key})\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`);
const sets = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const compares = new RegExp(`^(${key})\\s*(<|>|lt|gt)\\s*(\\d+)$`);

function requirement(text: string): (labels: Labels) => boolean {
  const one = text.trim();
  const presence = exists.exec(one);
  if (presence) {
    const [, not = '', name = ''] = presence;
    return (labels) => Object.hasOwn(labels, name) === (not === '');
  }
  const equal = equality.exec(one);
  if (equal) {
    const [, name = '', operator = '', value = ''] = equal;
    return (labels) => (operator === '!=' ? labels[name] !== value : labels[name] === value);
  }
  const set = sets.exec(one);
  if (set) {
    const [, name = '', operator = '', list = ''] = set;
    const values = new Set(list.split(',').map((value) => value.trim()));
    const within = (labels: Labels) => Object.hasOwn(labels, name) && values.has(labels[name] ?? '');
    return operator === 'in' ? within : (labels) => !within(labels);
  }
  const order = compares.exec(one);
  if (order) {
    const [, name = '', operator = '', value = ''] = order;
    const less = operator === '<' || operator === 'lt';
    return (labels) => {
      const number = Number.parseInt(labels[name] ?? '', 10);
      return less ? number < Number(value) : number > Number(value);
    };
  }
  const found = one.split(/\s+/)[1] ?? '';
  throw badRequest(`unable to parse requirement: found '${found}', expected: in, notin, =, ==, !=, gt, lt`);
}

/**
 * Reads a label selector.
 * @throws Refusal 400 when it is none.
 */
export function labelSelector(text: string): Matches | undefined {
  if (text.trim() === '') return undefined;
  const terms = text.split(/,(?![^(]*\))/).map(requirement);
  return (event: StoredEvent) => terms.every((one) => one(event.labels ?? {}));
}
