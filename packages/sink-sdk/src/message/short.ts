import { type Common, type Laid, moreLine } from './common.ts';
import type { Look } from './look.ts';
import { oneLine, reasonOf } from './name.ts';
import { Page } from './page.ts';
import type { Row } from './rows.ts';
import { glyphs } from './severity.ts';

/** Rows that differ in their object's name alone, in order of the worst of them. */
function families(rows: readonly Row[]): Row[][] {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const { cluster, object } = row.event;
    const key = [row.severity, cluster, reasonOf(row.event), object.kind, object.namespace].join('\n');
    const family = found.get(key);
    if (family) family.push(row);
    else found.set(key, [row]);
  }
  return [...found.values()];
}

/** `⚠️ BackOff · Pod shop: web-1 ×23`, `, web-2`, … */
function piecesOf(family: readonly Row[], withCluster: boolean, { markup, words }: Look): string[] {
  const [first] = family;
  if (first === undefined) return [];
  const { cluster, object } = first.event;
  const reason = reasonOf(first.event);
  const place = [withCluster ? cluster : '', object.namespace].filter((part) => part !== '').join('/');
  const where = [object.kind, place].filter((part) => part !== '').join(' ');
  const shared = [reason === '' ? '' : markup.bold(markup.escape(reason)), markup.escape(oneLine(where))];
  const heading = `${glyphs[first.severity]} ${shared.filter((part) => part !== '').join(' · ')}`;
  return family.map(({ event, count }, index) => {
    const name = markup.escape(oneLine(event.object.name) || words.unknownObject);
    return `${index === 0 ? `${heading}${words.colon}` : ', '}${name}${count > 1 ? ` ×${count}` : ''}`;
  });
}

/** Lays out rows as shortly as can be while each is still named: objects that share reason, kind and namespace share a line. */
export function layOutShort(rows: readonly Row[], common: Common, look: Look): Laid {
  const { titleLine, title, scope, limit, withCluster } = common;
  const all = families(rows).map((family) => ({ family, pieces: piecesOf(family, withCluster, look) }));
  // Room for the last line is kept only when it will be needed.
  for (const last of [undefined, moreLine(rows, look)]) {
    const page = new Page(look.markup, limit, last);
    if (titleLine) page.addShortened(title, (shorter) => [titleLine(shorter)]);
    if (scope !== '') page.add(scope);
    const cut: Row[] = [];
    for (const { family, pieces } of all) {
      cut.push(...family.slice(page.addPieces(pieces)));
    }
    if (cut.length === 0 || last !== undefined) {
      return { body: page.close(moreLine(cut, look)), cut };
    }
  }
  return { body: '', cut: rows };
}
