import { readFile } from 'node:fs/promises';
import { HeraldError, parseEvent, testEvent } from '@kubeherald/core';

/**
 * The event to send: the built-in one, or that of a file; `-` is standard input.
 * @throws HeraldError KH_EVENT_FILE when it cannot be read or is no event, with file:line:col
 */
export async function readEvent(file: string | undefined, now: number) {
  if (file === undefined) return testEvent(now);
  return parseEvent(file === '-' ? 'standard input' : file, await textOf(file), now);
}

async function textOf(file: string): Promise<string> {
  try {
    if (file !== '-') return await readFile(file, 'utf8');
    const pieces: Buffer[] = [];
    for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `${file}: cannot be read (${reason}); name a file that holds one Event as JSON, or - for standard input`;
    throw new HeraldError('KH_EVENT_FILE', message, { cause });
  }
}
