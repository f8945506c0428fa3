/** One element of a glob: a literal code unit sequence, any one character, or any run of characters. */
type Part = string | typeof one | typeof many;

const one = Symbol('?');
const many = Symbol('*');

/** A glob as written: `*` any run of characters (none included), `?` one character; `\*`, `\?`, `\\` and `\/` stand for themselves. */
function parse(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (const [token] of text.matchAll(/\\[*?\\/]|./gsu)) {
    if (token === '*') {
      if (parts.at(-1) !== many) parts.push(many);
    } else if (token === '?') parts.push(one);
    else parts.push(token.length > 1 && token.startsWith('\\') ? token.slice(1) : token);
  }
  return parts;
}

/** The text that a glob without wildcards stands for; undefined when it has wildcards. */
export function literalOf(text: string): string | undefined {
  const parts = parse(text);
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
}

/** Compiles a glob. The test is case-sensitive and covers the whole value. */
export function compileGlob(text: string): (value: string) => boolean {
  const parts = parse(text);
  const wildcards = parts.filter((part) => part === many).length;
  if (!parts.includes(one) && wildcards === 1) {
    const at = parts.indexOf(many);
    const prefix = parts.slice(0, at).join('');
    const suffix = parts.slice(at + 1).join('');
    const shortest = prefix.length + suffix.length;
    return (value) => value.length >= shortest && value.startsWith(prefix) && value.endsWith(suffix);
  }
  if (!parts.includes(one) && wildcards === 2 && parts[0] === many && parts.at(-1) === many) {
    const infix = parts.slice(1, -1).join('');
    return (value) => value.includes(infix);
  }
  return (value) => covers(parts, Array.from(value));
}

/**
 * Greedy matching that returns only to the last `*`: at most value × glob steps, so no glob can stall the watch.
 */
function covers(parts: readonly Part[], value: readonly string[]): boolean {
  let at = 0;
  let part = 0;
  let lastMany = -1;
  let resumeAt = 0;
  while (at < value.length) {
    const expected = parts[part];
    if (expected === many) {
      lastMany = part++;
      resumeAt = at;
    } else if (part < parts.length && (expected === one || expected === value[at])) {
      part++;
      at++;
    } else if (lastMany >= 0) {
      part = lastMany + 1;
      at = ++resumeAt;
    } else return false;
  }
  while (parts[part] === many) part++;
  return part === parts.length;
}
