/** A point as it was read. */
export interface ParsedPoint {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string | number | bigint | boolean>>;
  /** In the unit of the request; undefined: the server's time. */
  readonly time: bigint | undefined;
}

/** A line that is none. */
export class LineError extends Error {
  override readonly name = 'LineError';
}

/**
 * Lines of a body: at line feeds, but version 1 does not look at those inside of a quoted text.
 */
export function linesOf(body: string, feedsInText: boolean): readonly string[] {
  if (!feedsInText) return body.split('\n').filter(isPoint);
  const lines: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < body.length; at++) {
    const letter = body[at];
    if (letter === '\\') at++;
    else if (letter === '"') quoted = !quoted;
    else if (letter === '\n' && !quoted) {
      lines.push(body.slice(start, at));
      start = at + 1;
    }
  }
  return [...lines, body.slice(start)].filter(isPoint);
}

const isPoint = (line: string): boolean => line.trim() !== '' && !line.startsWith('#');

/** Cuts at `separator`, where no backslash is before it and, if wanted, no quotes are around it. */
function cut(text: string, separator: string, most = Infinity, quotes = false): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length && parts.length < most - 1; at++) {
    if (text[at] === '\\') at++;
    else if (quotes && text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const unescaped = (text: string): string => text.replace(/\\([,= ])/g, '$1');

function pair(text: string, what: string): readonly [string, string] {
  const [name = '', value] = cut(text, '=', 2, true);
  if (name === '') throw new LineError(`missing ${what} key`);
  if (value === undefined || value === '') throw new LineError(`missing ${what} value`);
  return [unescaped(name), value];
}

function fieldValue(text: string): string | number | bigint | boolean {
  if (text.startsWith('"')) {
    const inner = /^"((?:[^"\\]|\\[\s\S])*)"$/.exec(text)?.[1];
    if (inner === undefined) throw new LineError('unbalanced quotes');
    return inner.replace(/\\(["\\])/g, '$1');
  }
  if (/^-?\d+i$/.test(text)) return BigInt(text.slice(0, -1));
  if (/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^(t|true|f|false)$/i.test(text)) return /^t/i.test(text);
  throw new LineError('invalid field format');
}

/**
 * Reads one line.
 * @throws LineError with the server's words
 */
export function parseLine(line: string): ParsedPoint {
  const [key = '', rest = ''] = cut(line, ' ', 2);
  // A space inside of a quoted text ends no field set.
  const [fieldSet = '', time, ...more] = cut(rest.trim(), ' ', Infinity, true);
  const [measurement = '', ...tagSet] = cut(key, ',');
  if (measurement === '') throw new LineError('missing measurement');
  if (fieldSet === '') throw new LineError('missing fields');
  if (more.length > 0 || (time !== undefined && !/^-?\d+$/.test(time))) throw new LineError('bad timestamp');
  const tags = tagSet.map((tag) => pair(tag, 'tag')).map(([name, value]) => [name, unescaped(value)] as const);
  if (new Set(tags.map(([name]) => name)).size < tags.length) throw new LineError('duplicate tags');
  const fields = cut(fieldSet, ',', Infinity, true).map((field) => pair(field, 'field'));
  return {
    measurement: measurement.replace(/\\([, ])/g, '$1'),
    tags: Object.fromEntries(tags),
    fields: Object.fromEntries(fields.map(([name, value]) => [name, fieldValue(value)])),
    time: time === undefined ? undefined : BigInt(time),
  };
}
