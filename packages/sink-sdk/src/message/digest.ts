import type { Common, Laid } from './common.ts';
import type { Look } from './look.ts';
import { oneLine } from './name.ts';
import { Page } from './page.ts';
import { type Detail, rowLines } from './row-lines.ts';
import type { Grouping, Row } from './rows.ts';
import { glyphs } from './severity.ts';
import { layOutFamilies, layOutShort } from './short.ts';
import { timeSpan } from './when.ts';

/**
 * How much of its messages each row shows; the first at which all rows fit is taken. In characters: a paragraph, three lines of a phone, a
 * long line, a short one, and just enough to know it again.
 */
const details = [
  { messages: 5, characters: 1000 },
  { messages: 3, characters: 300 },
  { messages: 1, characters: 120 },
  { messages: 1, characters: 40 },
  { messages: 1, characters: 20 },
  { messages: 0, characters: 0 },
] as const satisfies readonly Detail[];

/** Lines without a message that anybody reads, one below the other: some two screens of a phone. */
const mostBareLines = 50;

/** `⚠️ 37 warnings, 5 normal on 13 objects` */
export function digestTitle({ rows, events, objects }: Grouping, { words }: Look): string {
  return `${glyphs[rows[0]?.severity ?? 'other']} ${words.summary(events, objects)}`;
}

/** `cluster prod · 2026-11-21 12:12:33 – 12:33:38 +08:00` */
export function scopeLine(rows: readonly Row[], withCluster: boolean, { words, zone }: Look): string {
  let oldest: Row | undefined;
  let newest: Row | undefined;
  for (const row of rows) {
    if (Number.isNaN(row.lastMs)) continue;
    if (oldest === undefined || row.lastMs < oldest.lastMs) oldest = row;
    if (newest === undefined || row.lastMs > newest.lastMs) newest = row;
  }
  const cluster = oneLine(rows[0]?.event.cluster ?? '');
  const from = oldest?.lastMs === newest?.lastMs ? '' : (oldest?.event.time ?? '');
  const span = timeSpan(from, newest?.event.time ?? '', zone);
  const when = span.from === '' ? span.to : `${span.from} – ${span.to}`;
  return [withCluster || cluster === '' ? '' : words.cluster(cluster), when].filter((part) => part !== '').join(' · ');
}

/** All rows in this detail, or undefined when they do not fit. */
function layOut(rows: readonly Row[], detail: Detail, common: Common, look: Look): string | undefined {
  const page = new Page(look.markup, common.limit);
  const head = [common.titleLine?.(common.title), common.scope === '' ? undefined : common.scope];
  if (!page.add(...head.filter((line) => line !== undefined))) return undefined;
  for (const row of rows) {
    const apart = detail.messages > 0 && !page.isEmpty ? [''] : [];
    if (!page.add(...apart, ...rowLines(row, detail, common.withCluster, look))) return undefined;
  }
  return page.close();
}

/**
 * Lays out many rows: with as much of their messages as fits while every row is named; when there is no room for a line each, objects
 * share a headline and lines, as they do sooner where there would be screens of lines without a message; and what does not fit even so is
 * counted.
 */
export function layOutDigest(rows: readonly Row[], common: Common, look: Look): Laid {
  for (const detail of details) {
    const families = detail.messages === 0 && rows.length > mostBareLines && layOutFamilies(rows, common, look);
    if (families) return families;
    const body = layOut(rows, detail, common, look);
    if (body !== undefined) return { body, cut: [] };
  }
  return layOutShort(rows, common, look);
}
