/** A revision that the API server accepted. */
export interface Owed {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly object: string;
}

/** A revision that a destination accepted; `batch` tells which delivery it came in, when the destination can know. */
export interface Got extends Owed {
  readonly batch?: number;
}

/** What the judge is to allow. */
export interface Rules {
  /** The watch was broken so that only the last revision of an event could still be had. */
  readonly supersededMayMiss: boolean;
  /** A relist shows objects in key order, so only the revisions of one event keep their order, not all events of one object. */
  readonly relisted: boolean;
}

/** What one destination got, compared with what it was owed. */
export interface Verdict {
  readonly owed: number;
  readonly got: number;
  readonly missing: readonly string[];
  /** Deliveries beyond the first of a revision. */
  readonly repeats: number;
  /** Repeats by stretch between two restarts of the daemon, when marks were given. */
  readonly repeatsByRound: readonly number[];
  /** Batches whose repeats do not all come from one earlier batch. */
  readonly mixedRepeats: number;
  readonly disorder: readonly string[];
}

/** Later of two resourceVersions? Own code: the judge shares nothing with the product. */
function later(left: string, right: string): boolean {
  return BigInt(left) > BigInt(right);
}

/**
 * Compares. `marks` are the numbers of deliveries at which the daemon was restarted, ascending: repeats are counted per stretch between them.
 */
export function judge(
  owed: readonly Owed[],
  got: readonly Got[],
  rules: Rules,
  marks: readonly number[] = [],
): Verdict {
  const newest = new Map<string, string>();
  for (const one of owed) {
    const known = newest.get(one.uid);
    if (known === undefined || later(one.resourceVersion, known)) newest.set(one.uid, one.resourceVersion);
  }
  const firstBatch = new Map<string, number>();
  const repeatsByRound = Array.from({ length: marks.length + 1 }, () => 0);
  const sources = new Map<number, Set<number>>();
  const lastOf = new Map<string, string>();
  const disorder: string[] = [];
  let repeats = 0;
  let round = 0;
  got.forEach((one, index) => {
    while (round < marks.length && index >= (marks[round] ?? 0)) round += 1;
    const id = `${one.uid}:${one.resourceVersion}`;
    const seen = firstBatch.get(id);
    if (seen !== undefined) {
      repeats += 1;
      repeatsByRound[round] = (repeatsByRound[round] ?? 0) + 1;
      if (one.batch !== undefined) sources.set(round, (sources.get(round) ?? new Set()).add(seen));
      return;
    }
    firstBatch.set(id, one.batch ?? 0);
    const key = rules.relisted ? one.uid : one.object;
    const before = lastOf.get(key);
    if (before !== undefined && !later(one.resourceVersion, before))
      disorder.push(`${key}: ${one.resourceVersion} after ${before}`);
    lastOf.set(key, one.resourceVersion);
  });
  const missing = owed
    .filter((one) => !firstBatch.has(`${one.uid}:${one.resourceVersion}`))
    .filter((one) => !rules.supersededMayMiss || newest.get(one.uid) === one.resourceVersion)
    .map((one) => `${one.uid}:${one.resourceVersion}`);
  const mixedRepeats = [...sources.values()].filter((batches) => batches.size > 1).length;
  return { owed: owed.length, got: got.length, missing, repeats, repeatsByRound, mixedRepeats, disorder };
}
