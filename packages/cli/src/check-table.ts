import type { CheckRow } from '@kubeherald/core';
import { table } from './table.ts';

const words: Readonly<Record<CheckRow['state'], string>> = {
  ok: 'ok',
  note: 'note',
  problem: 'FAULT',
  misconfigured: 'FAULT',
  unchecked: '-',
};

/** What was checked, a row each; below a row what to do about it. */
export function checkTable(rows: readonly CheckRow[], width?: number): string {
  const lines = rows.flatMap((row) => {
    const code = row.code === undefined ? '' : ` [${row.code}]`;
    const first = [`${row.what} ${row.name}`, words[row.state], `${row.message}${code}`];
    return row.help === undefined ? [first] : [first, ['', '', `→ ${row.help}`]];
  });
  return table(lines, width);
}
