/**
 * The words of a simple command for a POSIX shell: quotes and backslashes are taken off, and `$NAME` outside single quotes stays for who
 * fills variables in. Undefined for what is more than words: pipes, redirections, substitutions.
 */
export function shellWords(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (/[|&;<>()`]/.test(character) || (character === '$' && text[at + 1] === '(')) return undefined;
    word ??= '';
    if (character === '\\') {
      const next = text[++at] ?? '';
      word += next === '\n' ? '' : next;
    } else if (character === "'" || character === '"') {
      const end = endOfQuote(text, at);
      if (end < 0) return undefined;
      const inside = text.slice(at + 1, end);
      word +=
        character === "'" ? inside : inside.replace(/\\(["\\$`\n])/g, (_, one: string) => (one === '\n' ? '' : one));
      at = end;
    } else word += character;
  }
  return word === undefined ? words : [...words, word];
}

function endOfQuote(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at;
  }
  return -1;
}
