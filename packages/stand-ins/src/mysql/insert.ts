/** A cell as the statement says it. */
export type Cell = string | number | null;

/** An INSERT of several rows, read. */
export interface Insert {
  readonly table: string;
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** What follows the rows. */
  readonly tail: string;
}

/** A statement that a server would not understand. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
  readonly code = 'KH_STAND_IN_SYNTAX';
}

/** What a backslash makes of a character in a string (MySQL Reference Manual, "String Literals"). */
const escapes: Readonly<Record<string, string>> = { 0: '\0', b: '\b', n: '\n', r: '\r', t: '\t', Z: '\x1a' };

class Scanner {
  readonly #sql: string;
  #at: number;

  constructor(sql: string, at: number) {
    this.#sql = sql;
    this.#at = at;
  }

  rest(): string {
    return this.#sql.slice(this.#at);
  }

  /** Passes white space and, if it is there, `token`. */
  take(token: string): boolean {
    while (/\s/.test(this.#sql.charAt(this.#at))) this.#at++;
    if (!this.#sql.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) throw new SyntaxFault(`expected ${token} near ${JSON.stringify(this.rest().slice(0, 40))}`);
  }

  cell(): Cell {
    if (this.take("'")) return this.#string();
    if (this.take('NULL')) return null;
    const number = /^-?\d+(\.\d+)?/.exec(this.rest())?.[0];
    if (number === undefined)
      throw new SyntaxFault(`expected a value near ${JSON.stringify(this.rest().slice(0, 40))}`);
    this.#at += number.length;
    return Number(number);
  }

  #string(): string {
    let text = '';
    for (;;) {
      const letter = this.#sql.charAt(this.#at++);
      if (letter === '') throw new SyntaxFault('a string has no end');
      if (letter === '\\') {
        const next = this.#sql.charAt(this.#at++);
        text += escapes[next] ?? next;
      } else if (letter !== "'") {
        text += letter;
      } else if (this.#sql.charAt(this.#at) === "'") {
        this.#at++;
        text += "'";
      } else {
        return text;
      }
    }
  }
}

const unquoted = (name: string): string =>
  name
    .trim()
    .replace(/^`(.*)`$/s, '$1')
    .replaceAll('``', '`');

/** Reads `INSERT INTO table (columns) VALUES (…), (…) …`. @throws SyntaxFault */
export function readInsert(sql: string): Insert {
  const head = /^INSERT INTO (`(?:[^`]|``)+`) \(([^)]*)\) VALUES\s*/.exec(sql);
  if (head === null) throw new SyntaxFault('no INSERT INTO … VALUES');
  const names = (head[2] ?? '').split(',').map(unquoted);
  const scanner = new Scanner(sql, head[0].length);
  const rows: Record<string, Cell>[] = [];
  do {
    scanner.expect('(');
    const row: Record<string, Cell> = {};
    for (const [index, name] of names.entries()) {
      if (index > 0) scanner.expect(',');
      row[name] = scanner.cell();
    }
    scanner.expect(')');
    rows.push(row);
  } while (scanner.take(','));
  const tail = scanner.rest().trim();
  if (!/^(ON DUPLICATE KEY UPDATE .*)?$/s.test(tail))
    throw new SyntaxFault(`near ${JSON.stringify(tail.slice(0, 40))}`);
  return { table: unquoted(head[1] ?? ''), rows, tail };
}
