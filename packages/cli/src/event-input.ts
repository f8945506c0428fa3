import { HeraldError, parseEvent, testEvent } from '@kubeherald/core';
import { inputText } from './input-text.ts';

/**
 * The event to send: the built-in one, or that of a file; `-` is standard input.
 * @throws HeraldError KH_EVENT_FILE when it cannot be read or is no event, with file:line:col
 */
export async function readEvent(file: string | undefined, now: number) {
  if (file === undefined) return testEvent(now);
  return parseEvent(file === '-' ? 'standard input' : file, await readText(file), now);
}

/**
 * The text of a file; `-` is standard input.
 * @throws HeraldError KH_EVENT_FILE when it cannot be read
 */
export async function readText(file: string): Promise<string> {
  try {
    return await inputText(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file}: cannot be read (${reason}); name a file that is there, or - for standard input`;
    throw new HeraldError('KH_EVENT_FILE', message, { cause });
  }
}
