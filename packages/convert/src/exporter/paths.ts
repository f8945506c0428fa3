import type { Condition, Route, Rule } from './route.ts';

/** One way that events take to a receiver. */
export interface WayTo {
  readonly receiver: string;
  /** All must hold: those of the rule that names the receiver, and of every rule of the routes above. */
  readonly wanted: readonly Condition[];
  /** None may hold: rules of all routes on the way. */
  readonly dropped: readonly Rule[];
  /** Of the rule that names the receiver. */
  readonly place: string;
}

/**
 * All ways through a tree, as the exporter walks it (pkg/exporter/route.go): a route first drops; each of its match rules sends by
 * itself; the routes below get the event only when all match rules hold.
 */
export function waysThrough(
  route: Route,
  above: { readonly wanted: readonly Condition[]; readonly dropped: readonly Rule[] } = { wanted: [], dropped: [] },
): readonly WayTo[] {
  const dropped = [...above.dropped, ...route.drop];
  const own = route.match
    .filter(({ receiver }) => receiver !== '')
    .map(({ receiver, conditions, place }) => ({
      receiver,
      place,
      dropped,
      wanted: [...above.wanted, ...conditions],
    }));
  const wanted = [...above.wanted, ...route.match.flatMap(({ conditions }) => conditions)];
  return [...own, ...route.routes.flatMap((inner) => waysThrough(inner, { wanted, dropped }))];
}
