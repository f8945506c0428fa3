import type { MatchEntry, Side } from './entries.ts';
import { fieldNames } from './route.ts';

/** As few entries as want the same events: what another covers goes, and two that differ in one list become one. */
export function mergeEntries(entries: readonly MatchEntry[]): readonly MatchEntry[] {
  const merged: MatchEntry[] = [];
  for (const entry of entries) {
    let current = entry;
    for (let index = merged.findIndex((one) => joined(one, current)); index >= 0; ) {
      const [other] = merged.splice(index, 1);
      current = (other && joined(other, current)) ?? current;
      index = merged.findIndex((one) => joined(one, current));
    }
    merged.push(current);
  }
  return merged;
}

/** One entry that wants what either wants; undefined when there is none. */
function joined(one: MatchEntry, other: MatchEntry): MatchEntry | undefined {
  if (covers(one, other)) return one;
  if (covers(other, one)) return other;
  if (!isSame(one.unwanted, other.unwanted)) return undefined;
  const different = fieldNames.filter((field) => text(one.wanted[field]) !== text(other.wanted[field]));
  const [field] = different;
  if (different.length !== 1 || field === undefined) return undefined;
  const [left, right] = [one.wanted[field], other.wanted[field]];
  if (left === undefined || right === undefined) return undefined;
  return { ...one, wanted: { ...one.wanted, [field]: [...new Set([...left, ...right])] } };
}

/** Whether the first wants all that the second does: it asks for nothing that the second does not. */
function covers(broad: MatchEntry, narrow: MatchEntry): boolean {
  const isWider = fieldNames.every((field) => {
    const [asked, given] = [broad.wanted[field], narrow.wanted[field]];
    return asked === undefined || (given?.every((one) => asked.includes(one)) ?? false);
  });
  return (
    isWider &&
    fieldNames.every((field) => (broad.unwanted[field] ?? []).every((one) => narrow.unwanted[field]?.includes(one)))
  );
}

function isSame(one: Side, other: Side): boolean {
  return fieldNames.every((field) => text(one[field]) === text(other[field]));
}

function text(list: readonly string[] | undefined): string {
  return JSON.stringify([...(list ?? [])].sort());
}
