import type { Part } from '../part.ts';

/** The fields of a match that a rule of the exporter's can become. */
export const fieldNames = ['messages', 'kinds', 'eventNamespaces', 'reasons', 'level', 'components', 'nodes'] as const;
export type FieldName = (typeof fieldNames)[number];

/** One condition of a rule: an expression to find in a field, or something that no match can ask. */
export type Condition =
  | { readonly kind: 'field'; readonly field: FieldName; readonly expression: string }
  | { readonly kind: 'other'; readonly what: string; readonly expression?: string };

/** A rule: all conditions must hold. */
export interface Rule {
  readonly conditions: readonly Condition[];
  /** Empty: it only lets events on to the routes below. */
  readonly receiver: string;
  readonly place: string;
}

/** A node of the tree. */
export interface Route {
  readonly drop: readonly Rule[];
  readonly match: readonly Rule[];
  readonly routes: readonly Route[];
}

/** Which field each field of a rule becomes (kubernetes-event-exporter, pkg/exporter/rule.go). */
const fields: readonly (readonly [string, FieldName])[] = [
  ['message', 'messages'],
  ['kind', 'kinds'],
  ['namespace', 'eventNamespaces'],
  ['reason', 'reasons'],
  ['type', 'level'],
  ['component', 'components'],
  ['host', 'nodes'],
];

/** Reads a route and those below it. @throws ConversionError where it is none */
export function readRoute(part: Part): Route {
  return {
    drop: part.field('drop').items().map(readRule),
    match: part.field('match').items().map(readRule),
    routes: part.field('routes').items().map(readRoute),
  };
}

function readRule(part: Part): Rule {
  part.fields();
  const inFields = fields.flatMap(([name, field]): Condition[] => {
    const expression = part.field(name).text();
    return expression === '' ? [] : [{ kind: 'field', field, expression }];
  });
  const other = (what: string, expression?: string): Condition => ({
    kind: 'other',
    what,
    ...(expression === undefined ? {} : { expression }),
  });
  const ofObject = ['labels', 'annotations'].flatMap((field) =>
    part
      .field(field)
      .texts()
      .map(([name, expression]) => other(`${field}: { ${name}: ${expression} }`, expression)),
  );
  const apiVersion = part.field('apiVersion').text();
  const least = part.field('minCount').number();
  return {
    conditions: [
      ...inFields,
      ...ofObject,
      ...(apiVersion === '' ? [] : [other(`apiVersion: ${apiVersion}`, apiVersion)]),
      ...(least > 0 ? [other(`minCount: ${least}`)] : []),
    ],
    receiver: part.field('receiver').text(),
    place: part.place,
  };
}
