/** Between two columns. */
const gap = '  ';
/** Characters that a column keeps however narrow the terminal is. */
const narrowest = 8;

/** Characters that take two cells of a terminal: East Asian wide ones, and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** Cells that a text takes on a terminal. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += wide.test(character) ? 2 : 1;
  return cells;
}

/** On one line, and without what a terminal would obey: the text may be a plugin's. */
export function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/**
 * A table in columns, each line ended.
 * @param width cells of the terminal, into which long cells are wrapped; undefined (a file or a pipe): a row is a line, however long
 */
export function table(rows: readonly (readonly string[])[], width?: number): string {
  const cells = rows.map((row) => row.map(oneLine));
  const columns = Math.max(0, ...cells.map((row) => row.length));
  const natural = Array.from({ length: columns }, (_, column) =>
    Math.max(0, ...cells.map((row) => cellsOf(row[column] ?? ''))),
  );
  const widths = width === undefined ? natural : fit(natural, width - gap.length * (columns - 1));
  return cells.flatMap((row) => linesOf(row, widths)).join('');
}

/** Takes from the widest column, cell by cell, until all fit. */
function fit(natural: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  const total = () => widths.reduce((sum, width) => sum + width, 0);
  for (let excess = total() - room; excess > 0; excess -= 1) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function linesOf(row: readonly string[], widths: readonly number[]): string[] {
  const wrapped = widths.map((width, column) => wrap(row[column] ?? '', width));
  const height = Math.max(1, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) => {
    const parts = widths.map((width, column) => {
      const text = wrapped[column]?.[line] ?? '';
      return text + ' '.repeat(Math.max(0, width - cellsOf(text)));
    });
    return `${parts.join(gap).trimEnd()}\n`;
  });
}

/** By words; a word that is longer than the line is cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (cellsOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && cellsOf(line + character) > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return [...lines, line];
}
