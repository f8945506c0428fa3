import type { Template } from '../template/compile.ts';
import type { Markup } from './markup.ts';
import type { Words } from './words.ts';

/** A style with its defaults filled in, as the layouts need it. */
export interface Look {
  readonly words: Words;
  readonly zone: string;
  readonly markup: Markup;
  readonly template: Template | undefined;
}

/** A line of an event's message. */
export function quoted(line: string, { markup }: Look): string {
  const escaped = markup.escape(line);
  return markup.quote?.(escaped) ?? escaped;
}
