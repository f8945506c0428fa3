import { type Look, quoted } from './look.ts';
import { oneLine, pathOf, reasonOf } from './name.ts';
import type { Row } from './rows.ts';
import { glyphs } from './severity.ts';
import { clockTime } from './when.ts';

/** How much of its messages a row shows. */
export interface Detail {
  readonly messages: number;
  /** Of each message. */
  readonly characters: number;
}

/** `⚠️ BackOff ×23 · Pod shop/web-7d4b · 12:33:38`, and below it what it says. */
export function rowLines(row: Row, { messages, characters }: Detail, withCluster: boolean, look: Look): string[] {
  const { markup } = look;
  const reason = reasonOf(row.event);
  const times = row.count > 1 ? `×${row.count}` : '';
  const what = [glyphs[row.severity], reason === '' ? '' : markup.bold(markup.escape(reason)), times];
  const where = [pathOf(row.event, look.words, withCluster), clockTime(row.event.time, look.zone)];
  const parts = [
    what.filter((part) => part !== '').join(' '),
    ...where.filter((part) => part !== '').map((part) => markup.escape(part)),
  ];
  return [parts.join(' · '), ...row.messages.slice(0, messages).map((text) => quoted(oneLine(text, characters), look))];
}
