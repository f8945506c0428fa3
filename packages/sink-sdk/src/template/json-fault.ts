/** The first offence against JSON's grammar (RFC 8259). */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

const token =
  /(?:("(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(true|false|null)(?!\w)|([[\]{},:]))/uy;

const space = /[ \t\n\r]*/y;

type Kind = 'string' | 'scalar' | '[' | ']' | '{' | '}' | ',' | ':' | 'end' | 'bad';

function kindOf(match: RegExpExecArray): Kind {
  if (match[1] !== undefined) return 'string';
  const mark = match[4];
  if (mark === '[' || mark === ']' || mark === '{' || mark === '}' || mark === ',' || mark === ':') return mark;
  return 'scalar';
}

/**
 * Where `text` stops being JSON; undefined when it is JSON. JSON.parse says that it fails, but not always where.
 */
export function jsonFault(text: string): JsonFault | undefined {
  /** What the innermost open bracket waits for; each closing one pops it. */
  const open: ('array' | 'object')[] = [];
  let expected: 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or end' = 'value';
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    const start = at + (space.exec(text)?.[0].length ?? 0);
    token.lastIndex = start;
    const match = token.exec(text);
    const kind: Kind = match ? kindOf(match) : start >= text.length ? 'end' : 'bad';
    const inner = open.at(-1);
    const value = expected === 'value' || expected === 'value or ]';
    if (kind === 'end' && expected === ', or end' && !inner) return undefined;
    if (value && (kind === 'string' || kind === 'scalar')) expected = ', or end';
    else if (value && kind === '[') expected = open.push('array') ? 'value or ]' : expected;
    else if (value && kind === '{') expected = open.push('object') ? 'key or }' : expected;
    else if (kind === ']' && inner === 'array' && (expected === ', or end' || expected === 'value or ]')) {
      open.pop();
      expected = ', or end';
    } else if (kind === '}' && inner === 'object' && (expected === ', or end' || expected === 'key or }')) {
      open.pop();
      expected = ', or end';
    } else if ((expected === 'key' || expected === 'key or }') && kind === 'string') expected = ':';
    else if (expected === ':' && kind === ':') expected = 'value';
    else if (expected === ', or end' && kind === ',' && inner) expected = inner === 'array' ? 'value' : 'key';
    else return { offset: start, message: describe(text, start, kind, expected, inner) };
    at = start + (match?.[0].length ?? 0);
  }
}

function describe(
  text: string,
  start: number,
  kind: Kind,
  expected: string,
  inner: 'array' | 'object' | undefined,
): string {
  const seen = kind === 'end' ? 'the end' : JSON.stringify(text.slice(start, start + 12));
  const closing = inner === 'array' ? '"," or "]"' : inner === 'object' ? '"," or "}"' : 'the end';
  const wanted: Record<string, string> = {
    ', or end': closing,
    key: 'a quoted key',
    'key or }': 'a quoted key or "}"',
  };
  return `expected ${wanted[expected] ?? expected}, found ${seen}`;
}
