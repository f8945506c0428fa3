import { type Look, quoted } from './look.ts';
import { objectOf, oneLine, placeOf, reasonOf } from './name.ts';
import type { Page } from './page.ts';
import type { Row } from './rows.ts';
import { glyphs } from './severity.ts';
import { timeSpan, wholeTime } from './when.ts';

/** `⚠️ BackOff · Pod web-7d4b` */
export function singleTitle(row: Row, { words }: Look): string {
  const what = [reasonOf(row.event), objectOf(row.event, words)].filter((part) => part !== '').join(' · ');
  return `${glyphs[row.severity]} ${what}`;
}

/** `Warning · cluster prod · namespace shop · node node-1` */
function whereLine({ event, severity }: Row, { words }: Look): string {
  const word = severity === 'other' ? oneLine(event.type) : words[severity];
  return [word, ...placeOf(event, words)].filter((part) => part !== '').join(' · ');
}

/** `23 times since 2026-11-21 12:12:33, last 12:33:38 +08:00`, or the time alone. */
export function whenLine({ event, count, firstTime }: Row, { words, zone }: Look): string {
  if (count <= 1) return wholeTime(event.time, zone);
  const { from, to } = timeSpan(firstTime, event.time, zone);
  return words.often(count, from, to);
}

/**
 * Lays out one event: where, how often and since when, and the message. The message gets the room that is left, and is shortened for it;
 * its line ends are kept.
 */
export function layOutSingle(row: Row, look: Look, page: Page): void {
  for (const line of [whereLine(row, look), whenLine(row, look)]) if (line !== '') page.add(look.markup.escape(line));
  const text = row.messages.join('\n').toWellFormed();
  if (text !== '') page.addShortened(text, (shorter) => shorter.split('\n').map((line) => quoted(line, look)));
}
