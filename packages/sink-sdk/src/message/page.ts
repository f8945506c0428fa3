import { truncate } from '../truncate.ts';
import { type Limit, Room } from './limit.ts';
import type { Markup } from './markup.ts';

/** Lines of a body, as long as there is room. */
export class Page {
  readonly #markup: Markup;
  readonly #lines: string[] = [];
  readonly #keepsLast: boolean;
  #room: Room;

  /** @param last the longest that {@link Page.close} will be given: room is kept for it */
  constructor(markup: Markup, limit: Limit, last?: string) {
    this.#markup = markup;
    this.#room = new Room(limit);
    this.#keepsLast = last !== undefined && this.#room.take(`\n${this.#complete(last)}`);
  }

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** Adds all of the lines; or none, and says false. */
  add(...lines: readonly string[]): boolean {
    const room = new Room(this.#room);
    const made = lines.map((line) => this.#complete(line));
    if (!this.#fits(made, room)) return false;
    this.#room = room;
    this.#lines.push(...made);
    return true;
  }

  /**
   * Adds a text, shortened when it does not fit; says false when not even its first character does.
   * @param render makes lines of the text
   */
  addShortened(text: string, render: (text: string) => readonly string[]): boolean {
    // No markup shortens a text, so what has more characters than this cannot fit.
    let most = this.#room.mostCharacters;
    if (text.length <= most * 2 && this.add(...render(text))) return true;
    let least = 0;
    while (least < most) {
      const middle = Math.ceil((least + most) / 2);
      const made = render(truncate(text, middle)).map((line) => this.#complete(line));
      if (this.#fits(made, new Room(this.#room))) least = middle;
      else most = middle - 1;
    }
    return least > 0 && this.add(...render(truncate(text, least)));
  }

  /**
   * Adds a line of as many of the pieces as fit, in their order, below lines that are nothing without the first of them.
   * @returns how many were added
   */
  addPieces(pieces: readonly string[], above: readonly string[] = []): number {
    const [first = '', ...others] = pieces;
    const room = new Room(this.#room);
    const made = above.map((line) => this.#complete(line));
    if (pieces.length === 0 || !this.#fits([...made, this.#complete(first)], room)) return 0;
    const missing = others.findIndex((piece) => !room.take(piece));
    const added = missing === -1 ? pieces.length : missing + 1;
    this.#room = room;
    this.#lines.push(...made, this.#complete(pieces.slice(0, added).join('')));
    return added;
  }

  /** The page's text. @param last the line that room was kept for; left out when there was none */
  close(last?: string): string {
    return [...this.#lines, ...(last !== undefined && this.#keepsLast ? [this.#complete(last)] : [])].join('\n');
  }

  #fits(made: readonly string[], room: Room): boolean {
    return made.every((line, index) => room.take(this.isEmpty && index === 0 ? line : `\n${line}`));
  }

  #complete(line: string): string {
    return this.#markup.line?.(line) ?? line;
  }
}
