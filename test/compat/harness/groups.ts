import type { Vector } from './vectors.ts';

/** As many sinks in one process: each has a thread, and a machine's memory and patience are finite. */
const mostInGroup = 6;

/** Puts cases together that can run in one process: same events in the same order, same environment, no proxy. */
export function groupsOf(
  cases: readonly Vector[],
  isAlone: (vector: Vector) => boolean = () => false,
): readonly (readonly Vector[])[] {
  const groups = new Map<string, Vector[][]>();
  for (const one of cases) {
    const alone = isAlone(one) || one.viaProxy || one.source !== undefined || !one.caTrusted;
    const key = JSON.stringify([one.batches, one.timezone, one.env, one.forbidsConfigMaps, alone ? one.id : '']);
    const same = groups.get(key) ?? [];
    const last = same.at(-1);
    if (last !== undefined && last.length < mostInGroup) last.push(one);
    else same.push([one]);
    groups.set(key, same);
  }
  return [...groups.values()].flat();
}
