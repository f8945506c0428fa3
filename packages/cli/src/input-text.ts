import { readFile } from 'node:fs/promises';

/** The text of a file; `-` is standard input. @throws whatever the system says when it cannot be read */
export async function inputText(file: string): Promise<string> {
  if (file !== '-') return await readFile(file, 'utf8');
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces).toString('utf8');
}
