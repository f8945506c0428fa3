import type { CheckReport, DamageReport } from './check-report.ts';

/** Beside a segment that a repair wrote anew: what was there before. */
export const damagedSuffix = '.damaged';

/**
 * What is wrong, a line each, with what can be done. `names`: the files of the journal; a segment whose damaged copy is among them
 * was repaired, and what is missing at its end was told then.
 */
export function problemsOf(
  { damage, segments, cursors }: Pick<CheckReport, 'damage' | 'segments' | 'cursors'>,
  names: readonly string[],
): string[] {
  const sizes = new Map(segments.map(({ name, bytes }) => [name, bytes]));
  return [
    ...damage.flatMap((found) => {
      // Between two records only a repair leaves nothing.
      const dropped = found.offset < (sizes.get(found.segment) ?? 0) || names.includes(found.segment + damagedSuffix);
      return found.bytes === 0 && dropped ? [] : [wordsFor(found)];
    }),
    ...segments.flatMap(({ name, withoutTable }) =>
      withoutTable === 0
        ? []
        : `${name}: the sink table of ${withoutTable} events is damaged, so nobody knows who wants them and no sink gets them; a repair cannot mend that, but "kubeherald journal dump" prints them`,
    ),
    ...cursors.flatMap(({ sink, position }) =>
      position === undefined
        ? `the cursor of sink ${sink} is damaged, and how far it was is lost: the sink gets everything in the journal again; a repair cannot mend that: restore its file from a copy of the folder, or remove it to let the sink begin at its startAt`
        : [],
    ),
  ];
}

function wordsFor({ segment, offset, bytes, from, records }: DamageReport): string {
  if (bytes === 0)
    return `${segment}: ${records} records from sequence ${from} on are gone, though they were written: a file was removed, emptied or cut; a repair cannot bring them back, only a copy of the folder can; the daemon goes on behind them`;
  const mend = 'after "kubeherald journal repair" the segment is without it';
  if (records === 0 && offset === 0)
    return `${segment}: its first ${bytes} bytes do not say that it is a segment of a journal; "kubeherald journal repair" writes them anew, with all its records`;
  return `${segment}: ${bytes} bytes at offset ${offset} are no record, and ${records} records from sequence ${from} on are lost; ${mend}`;
}
