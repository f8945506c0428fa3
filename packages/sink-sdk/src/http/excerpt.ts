import { truncate } from '../truncate.ts';

/** The beginning of a body on one line. 300 characters hold what an API says of an error. */
export function excerpt(text: string): string {
  const line = text
    .slice(0, 1000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return truncate(line, 301);
}
