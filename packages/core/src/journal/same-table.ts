import type { SinkTable } from '../record.ts';

/** Whether two tables say the same, so that decisions about one speak of the other too. */
export function sameTable(left: SinkTable, right: SinkTable): boolean {
  if (left === right) return true;
  return (
    left.sinks.length === right.sinks.length &&
    left.sinks.every((row, index) => {
      const other = right.sinks[index];
      return (
        other !== undefined &&
        other.name === row.name &&
        other.clauses.length === row.clauses.length &&
        other.clauses.every((clause, place) => clause === row.clauses[place])
      );
    })
  );
}
