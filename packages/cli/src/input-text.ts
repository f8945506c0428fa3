import { readFile } from 'node:fs/promises';

/** The text of a file, without the mark that editors of Windows put before it (U+FEFF); `-` is standard input. @throws whatever the system says when it cannot be read */
export async function inputText(file: string): Promise<string> {
  if (file !== '-') return withoutMark(await readFile(file, 'utf8'));
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
  return withoutMark(Buffer.concat(pieces).toString('utf8'));
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, '');
