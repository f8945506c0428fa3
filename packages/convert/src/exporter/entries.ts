import type { WayTo } from './paths.ts';
import { allOf, entriesOf, findsAnything, isValid } from './patterns.ts';
import { type Condition, type FieldName, fieldNames, type Rule } from './route.ts';

/** Entries of each field of a match; one of each must match. */
export type Side = Readonly<Partial<Record<FieldName, readonly string[]>>>;

/** What one sink of the config wants: all of `wanted`, none of `unwanted`. */
export interface MatchEntry {
  readonly wanted: Side;
  readonly unwanted: Side;
}

/** What a way becomes. Where a condition could not be said, the entries want more than the way, never less. */
export interface EntriesOfWay {
  readonly entries: readonly MatchEntry[];
  readonly unexpressed: readonly string[];
  /** Remarks on rules that never were what they look like. */
  readonly changes: readonly string[];
}

type FieldCondition = Extract<Condition, { kind: 'field' }>;
/** Expressions that must all be found, by field; and those of which none may be. */
interface Draft {
  readonly wanted: readonly FieldCondition[];
  readonly unwanted: readonly FieldCondition[];
}

/** A drop rule of two conditions doubles the sinks: beyond this a config is not readable, and the rule is better rewritten by hand. */
const mostEntries = 16;

/** Writes a way as entries, of which no two want the same event. */
export function entriesOfWay(way: WayTo): EntriesOfWay {
  const unexpressed: string[] = [];
  const changes: string[] = [];
  const tell = (list: string[], place: string, text: string) => list.push(`${place}: ${text}`);
  const wanted = fieldsOf(way.wanted);
  const invalid = invalidIn(way.wanted);
  if (invalid !== undefined) {
    tell(changes, way.place, `this rule never sends anything: ${never(invalid)}`);
    return { entries: [], unexpressed, changes };
  }
  for (const what of others(way.wanted))
    tell(unexpressed, way.place, `${what} cannot be asked of an event here; more is sent`);
  let drafts: readonly Draft[] = [{ wanted, unwanted: [] }];
  for (const rule of way.dropped) {
    const faulty = invalidIn(rule.conditions);
    if (faulty !== undefined) {
      tell(changes, rule.place, `this rule never drops anything, and is left out: ${never(faulty)}`);
      continue;
    }
    const unsaid = others(rule.conditions);
    if (unsaid.length > 0) {
      tell(
        unexpressed,
        rule.place,
        `${unsaid.join(', ')} cannot be asked of an event here, so this rule drops nothing; more is sent`,
      );
      continue;
    }
    const next = drafts.map((draft) => without(draft, rule));
    const sayable = next.filter((one) => one !== undefined);
    if (sayable.length < next.length || sayable.flat().length > mostEntries) {
      tell(
        unexpressed,
        rule.place,
        'this combination of conditions cannot be excluded by one match, so it drops nothing; more is sent',
      );
      continue;
    }
    drafts = sayable.flat();
  }
  const entries = drafts.flatMap((draft) => {
    const { side, lost } = sideOf(draft.wanted);
    for (const field of lost) {
      tell(
        unexpressed,
        way.place,
        `several expressions must be found in ${field} at once, which one match cannot ask; the last is asked, and more is sent`,
      );
    }
    return side === 'never' ? [] : [{ wanted: side, unwanted: unwantedSide(draft.unwanted) }];
  });
  return { entries, unexpressed: [...new Set(unexpressed)], changes };
}

function fieldsOf(conditions: readonly Condition[]): readonly FieldCondition[] {
  return conditions.filter((one) => one.kind === 'field').filter(({ expression }) => !findsAnything(expression));
}

function others(conditions: readonly Condition[]): readonly string[] {
  return conditions.flatMap((one) => (one.kind === 'other' ? [one.what] : []));
}

function invalidIn(conditions: readonly Condition[]): Condition | undefined {
  return conditions.find(({ expression }) => expression !== undefined && !isValid(expression));
}

function never(condition: Condition): string {
  const { expression = '' } = condition;
  const field = condition.kind === 'field' ? condition.field : undefined;
  const glob =
    expression.startsWith('*') && field !== undefined
      ? `. If a glob was meant, write ${JSON.stringify(expression)} into ${field}`
      : '';
  return `"${expression}" is no regular expression and matches nothing, as with the exporter${glob}`;
}

/** The draft without what a drop rule drops: `not a` or, as drafts that exclude each other, `not a`, `a but not b`, … Undefined: it cannot be said. */
function without(draft: Draft, rule: Rule): readonly Draft[] | undefined {
  const open = fieldsOf(rule.conditions).filter((condition) => !draft.wanted.some((one) => isSame(one, condition)));
  if (open.length === 0) return [];
  if (open.some((condition) => isExcluded(draft, condition))) return [draft];
  const [only] = open;
  if (open.length === 1 && only !== undefined) return [{ ...draft, unwanted: [...draft.unwanted, only] }];
  // Which condition comes last decides: it alone needs not be asked for together with what is wanted already.
  const orders = open.map((last) => [...open.filter((one) => one !== last), last]);
  return orders.map((order) => chain(draft, order)).find((drafts) => drafts !== undefined);
}

function chain(draft: Draft, order: readonly FieldCondition[]): readonly Draft[] | undefined {
  const drafts = order.map((condition, index) => ({
    wanted: [...draft.wanted, ...order.slice(0, index)],
    unwanted: [...draft.unwanted, condition],
  }));
  return drafts.every(({ wanted }) => sideOf(wanted).lost.length <= sideOf(draft.wanted).lost.length)
    ? drafts
    : undefined;
}

/** Whether what is wanted or unwanted already leaves no event for a condition. */
function isExcluded(draft: Draft, condition: FieldCondition): boolean {
  if (draft.unwanted.some((one) => isSame(one, condition))) return true;
  return sideOf([...draft.wanted, condition]).side === 'never';
}

function isSame(one: FieldCondition, other: FieldCondition): boolean {
  return one.field === other.field && one.expression === other.expression;
}

/** All conditions as a side of a match; `lost`: fields of which only the last could be said. */
function sideOf(conditions: readonly FieldCondition[]): {
  readonly side: Side | 'never';
  readonly lost: readonly FieldName[];
} {
  const side: Partial<Record<FieldName, readonly string[]>> = {};
  const lost: FieldName[] = [];
  for (const field of fieldNames) {
    const expressions = conditions.filter((one) => one.field === field).map(({ expression }) => expression);
    const all = allOf(expressions);
    if (all === 'never') return { side: 'never', lost: [] };
    const said = all ?? entriesOf(expressions.at(-1) ?? '');
    if (all === undefined) lost.push(field);
    if (said.length > 0) side[field] = said;
  }
  return { side, lost };
}

function unwantedSide(conditions: readonly FieldCondition[]): Side {
  const side: Partial<Record<FieldName, readonly string[]>> = {};
  for (const { field, expression } of conditions) {
    side[field] = [...new Set([...(side[field] ?? []), ...entriesOf(expression)])];
  }
  return side;
}
