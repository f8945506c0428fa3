import { type Common, type Laid, moreLine } from './common.ts';
import { type Family, familiesOf, headingOf, namesOf, sayingOf } from './family.ts';
import type { Look } from './look.ts';
import { Page } from './page.ts';
import { rowLines } from './row-lines.ts';
import type { Row } from './rows.ts';

/**
 * How much of its message a family shows beside its names, in characters: three lines of a phone, one, and only when it was. `undefined`:
 * nothing but names.
 */
const details = [120, 40, 0, undefined] as const;

type Detail = (typeof details)[number];

/** Characters of a line of names: some four lines of a phone, after which an eye needs a new beginning. */
const longestLine = 200;

/** When there is no room for all, a family's time and message may take the place of so many of the names. */
const enough = 0.9;

/** Lines of a family, made of pieces: `above` stands over the first of them. */
interface Block {
  readonly family: Family;
  readonly above: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** Puts names on lines, a comma between two of a line. @param beginning of the first line */
function wrap(names: readonly string[], beginning: string): string[][] {
  const lines: string[][] = [];
  let length = 0;
  for (const name of names) {
    const line = lines.at(-1);
    if (line === undefined || length + name.length + 2 > longestLine) {
      const piece = line === undefined ? `${beginning}${name}` : name;
      lines.push([piece]);
      length = piece.length;
    } else {
      line.push(`, ${name}`);
      length += name.length + 2;
    }
  }
  return lines;
}

/** A headline of what the objects have in common with one message of theirs, and below it their names; with less detail the names alone. */
function blockOf(family: Family, names: readonly string[], detail: Detail, withCluster: boolean, look: Look): Block {
  const { rows, first, whole } = family;
  const { words, markup } = look;
  const isAlone = rows.length === 1;
  if (detail === undefined) {
    const times = isAlone ? '' : `×${whole.count}`;
    const heading = headingOf(family, times, withCluster, look);
    return { family, above: [], lines: wrap(names, `${heading}${words.colon}`) };
  }
  if (isAlone) {
    const [line = '', ...said] = rowLines(
      first,
      { messages: detail === 0 ? 0 : 1, characters: detail },
      withCluster,
      look,
    );
    const all = [line, ...said];
    return { family, above: all.slice(0, -1), lines: [all.slice(-1)] };
  }
  const { when, said } = sayingOf(family, detail, look);
  const headline = [headingOf(family, '', withCluster, look), when].filter((part) => part !== '').join(' · ');
  // Where a quote goes on until an empty line, the names would be in it.
  const end = said.length > 0 && markup.quote !== undefined ? [''] : [];
  return { family, above: [headline, ...said, ...end], lines: wrap(names, '') };
}

/** Adds as much of a block as there is room for. @returns how many of its rows are named */
function addBlock(page: Page, { above, lines }: Block): number {
  let named = 0;
  for (const [index, line] of lines.entries()) {
    const added = page.addPieces(line, index === 0 ? above : []);
    named += added;
    if (added < line.length) break;
  }
  return named;
}

function layOut(blocks: readonly Block[], detail: Detail, common: Common, last: string | undefined, look: Look): Laid {
  const { titleLine, title, scope, limit } = common;
  const page = new Page(look.markup, limit, last);
  if (titleLine) page.addShortened(title, (shorter) => [titleLine(shorter)]);
  if (scope !== '') page.add(scope);
  const cut: Row[] = [];
  for (const block of blocks) {
    const apart = detail === undefined || detail === 0 || page.isEmpty ? [] : [''];
    cut.push(...block.family.rows.slice(addBlock(page, { ...block, above: [...apart, ...block.above] })));
  }
  return { body: page.close(moreLine(cut, look)), cut };
}

/** Families in each of the details, and their names, which are the same in all. */
function blocksOf<Some extends Detail>(rows: readonly Row[], some: readonly Some[], common: Common, look: Look) {
  const families = familiesOf(rows).map((family) => ({ family, names: namesOf(family, look) }));
  return some.map((detail) => ({
    detail,
    blocks: families.map(({ family, names }) => blockOf(family, names, detail, common.withCluster, look)),
  }));
}

/** Lays out rows in families, each with a message of theirs; undefined when there is no room for all of them. */
export function layOutFamilies(rows: readonly Row[], common: Common, look: Look): Laid | undefined {
  const withMessage = details.filter((detail) => detail !== undefined && detail > 0);
  for (const { detail, blocks } of blocksOf(rows, withMessage, common, look)) {
    const laid = layOut(blocks, detail, common, undefined, look);
    if (laid.cut.length === 0) return laid;
  }
  return undefined;
}

/**
 * Lays out rows so that objects that share reason, kind and namespace share a headline: with a message of theirs as far as each is still
 * named; and when there is no room for that, so that hardly fewer of them are named.
 */
export function layOutShort(rows: readonly Row[], common: Common, look: Look): Laid {
  const made = blocksOf(rows, details, common, look);
  // Room for the last line is kept only when it will be needed.
  for (const { detail, blocks } of made) {
    const laid = layOut(blocks, detail, common, undefined, look);
    if (laid.cut.length === 0) return laid;
  }
  const last = moreLine(rows, look);
  const all = made.map(({ detail, blocks }) => layOut(blocks, detail, common, last, look));
  const named = ({ cut }: Laid) => rows.length - cut.length;
  const most = Math.max(...all.map(named));
  return all.find((laid) => named(laid) >= most * enough) ?? { body: '', cut: rows };
}
