import type { Budget } from '../budget.ts';
import type { Writer } from '../evaluate/writer.ts';
import type { PipeNode } from '../parse/node.ts';
import { type ByteString, decode, encode } from '../text/bytes.ts';
import { escapeText, repairLiterals, repairText } from './escape-json.ts';

/** Whether a pipeline escapes its text by hand: its last word is `js`, or it replaces something by a backslash escape. */
function escapesByHand(pipe: PipeNode): boolean {
  const last = pipe.commands.at(-1)?.words[0];
  if (last?.kind === 'identifier' && last.name === 'js') return true;
  return pipe.commands.some(({ words: [first, , second] }) => {
    const replaces = first.kind === 'identifier' && first.name === 'replace';
    return replaces && second?.kind === 'string' && second.value.startsWith('\\');
  });
}

/** Follows the template's own text through JSON's strings, and escapes what actions write inside one. */
export class JsonWriter implements Writer {
  readonly #budget: Budget;
  readonly #parts: ByteString[] = [];
  #length = 0;
  #inString = false;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  literal(bytes: ByteString): void {
    this.#write(bytes);
    for (let index = 0; index < bytes.length; index += 1) {
      const letter = bytes.charAt(index);
      if (letter === '"') this.#inString = !this.#inString;
      else if (letter === '\\' && this.#inString) index += 1;
    }
  }

  value(bytes: ByteString, pipe: PipeNode): void {
    this.#budget.handle(bytes.length);
    const text = decode(bytes);
    const safe = !this.#inString ? repairLiterals(text) : escapesByHand(pipe) ? repairText(text) : escapeText(text);
    this.#write(encode(safe));
  }

  written(): ByteString {
    return this.#parts.join('');
  }

  #write(bytes: ByteString): void {
    this.#length += bytes.length;
    this.#budget.checkSize(this.#length);
    this.#parts.push(bytes);
  }
}
