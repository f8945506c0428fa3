import { ConfigError } from '../errors.ts';

/** A place in the template; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The error of a template that cannot work: `name:line:column: what`. */
export function templateFault(name: string, at: Position, message: string, cause?: unknown): ConfigError {
  return new ConfigError(`${name}:${at.line}:${at.column}: ${message}`, cause === undefined ? {} : { cause });
}

/** The place `offset` characters into `text`, which begins at `start`. */
export function advance(start: Position, text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  const last = before.at(-1) ?? '';
  if (before.length === 1) return { line: start.line, column: start.column + last.length };
  return { line: start.line + before.length - 1, column: last.length + 1 };
}

/**
 * The place that a parser's message of handlebars speaks of: it names the line, then shows up to 20 characters before the fault with
 * line ends left out, what follows, and below them an arrow.
 */
export function parserPosition(template: string, message: string): Position {
  const line = Number(/on line (\d+)/.exec(message)?.[1] ?? 1);
  const [, excerpt = '', arrow = ''] = message.split('\n');
  const before = excerpt.slice(0, arrow.indexOf('^')).replace(/^\.\.\./, '');
  const text = template.split('\n')[line - 1] ?? '';
  for (let length = before.length; length > 0; length--) {
    const found = text.indexOf(before.slice(-length));
    if (found >= 0) return { line, column: found + length + 1 };
  }
  return { line, column: 1 };
}
