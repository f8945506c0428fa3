import { type Look, quoted } from './look.ts';
import { oneLine, reasonOf } from './name.ts';
import type { Row } from './rows.ts';
import { glyphs } from './severity.ts';
import { whenLine } from './single.ts';

/** Rows that differ in their object's name alone, and what they say together. */
export interface Family {
  /** At least one; the worst first. */
  readonly rows: readonly Row[];
  /** Of its worst row. */
  readonly first: Row;
  /** As if it was one object: its counts added up, its newest event, its earliest time. */
  readonly whole: Row;
}

function wholeOf(rows: readonly Row[], first: Row): Row {
  let { event, lastMs, firstTime } = first;
  let count = 0;
  for (const row of rows) {
    count += row.count;
    if (row.lastMs > lastMs || Number.isNaN(lastMs)) ({ event, lastMs } = row);
    if (row.firstTime !== '' && !(Date.parse(row.firstTime) >= Date.parse(firstTime))) firstTime = row.firstTime;
  }
  return { ...first, event, lastMs, firstTime, count };
}

/** Families in order of the worst of their rows. */
export function familiesOf(rows: readonly Row[]): Family[] {
  const found = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const { cluster, object } = row.event;
    const key = [row.severity, cluster, reasonOf(row.event), object.kind, object.namespace].join('\n');
    const family = found.get(key);
    if (family) family.push(row);
    else found.set(key, [row]);
  }
  return [...found.values()].map((family) => ({ rows: family, first: family[0], whole: wholeOf(family, family[0]) }));
}

/** `⚠️ BackOff · Pod shop`, with `times` behind the reason. */
export function headingOf({ first }: Family, times: string, withCluster: boolean, { markup }: Look): string {
  const { cluster, object } = first.event;
  const reason = reasonOf(first.event);
  const place = [withCluster ? cluster : '', object.namespace].filter((part) => part !== '').join('/');
  const where = [object.kind, place].filter((part) => part !== '').join(' ');
  const what = [reason === '' ? '' : markup.bold(markup.escape(reason)), times].filter((part) => part !== '').join(' ');
  const shared = [what, markup.escape(oneLine(where))].filter((part) => part !== '').join(' · ');
  return `${glyphs[first.severity]} ${shared}`;
}

/** How often, since when and when last; the newest of what its worst row says, and if that says nothing, of the next. */
export function sayingOf({ rows, whole }: Family, characters: number, look: Look): { when: string; said: string[] } {
  const message = rows.find(({ messages }) => messages.length > 0)?.messages[0];
  return {
    when: look.markup.escape(whenLine(whole, look)),
    said: message === undefined || characters === 0 ? [] : [quoted(oneLine(message, characters), look)],
  };
}

/** `web-1 ×23`, … */
export function namesOf({ rows }: Family, { markup, words }: Look): string[] {
  return rows.map(({ event, count }) => {
    const name = markup.escape(oneLine(event.object.name) || words.unknownObject);
    return count > 1 ? `${name} ×${count}` : name;
  });
}
