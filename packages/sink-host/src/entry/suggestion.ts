/** Edits between two words: insertions, deletions and replacements (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, letter] of Array.from(from).entries()) {
    const next = [done + 1];
    for (const [index, other] of Array.from(to).entries()) {
      const replaced = (row[index] ?? 0) + (letter.toLowerCase() === other.toLowerCase() ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? from.length;
}

/** The known word that `word` was probably meant to be: at most a third of it, or two letters, differ. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(word.length / 3));
  const near = known.map((name) => ({ name, edits: distance(word, name) })).filter(({ edits }) => edits <= limit);
  return near.sort((one, other) => one.edits - other.edits)[0]?.name;
}
