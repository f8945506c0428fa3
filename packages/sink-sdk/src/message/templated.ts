import type { Template } from '../template/compile.ts';
import { type Common, type Laid, moreLine } from './common.ts';
import type { Look } from './look.ts';
import { Page } from './page.ts';
import type { Row } from './rows.ts';

/** @throws what the template does; an error when it makes nothing of the event: destinations refuse empty messages */
function filled(template: Template, context: object): string {
  const text = template(context).toWellFormed();
  if (text.trim() === '') throw new Error('it makes nothing of this event');
  return text;
}

/**
 * What the template makes of a row: of its newest revision, with the row's count. A template that stumbles over an event says so in its
 * place, for an alert is not to be lost by its layout.
 */
function render({ event, count }: Row, template: Template, { words, markup }: Look): string {
  try {
    return filled(template, { ...event, count });
  } catch (error) {
    const why = words.templateFailed(error instanceof Error ? error.message : String(error));
    return markup.escape(
      `${event.reason} ${event.object.kind} ${event.object.name}\n${event.message}\n${why}`.toWellFormed(),
    );
  }
}

const lines = (text: string): string[] => text.split('\n');

/** One row by the template alone. */
export function layOutTemplate(row: Row, template: Template, page: Page, look: Look): void {
  page.addShortened(render(row, template, look), lines);
}

/** Many rows by the template, below the digest's title, a blank line apart. */
export function layOutTemplates(rows: readonly Row[], template: Template, common: Common, look: Look): Laid {
  const { titleLine, title, scope, limit } = common;
  const texts = rows.map((row) => render(row, template, look));
  for (const last of [undefined, moreLine(rows, look)]) {
    const page = new Page(look.markup, limit, last);
    if (titleLine) page.addShortened(title, (shorter) => [titleLine(shorter)]);
    if (scope !== '') page.add(scope);
    const cut = rows.filter((_, index) => !page.add(...(page.isEmpty ? [] : ['']), ...lines(texts[index] ?? '')));
    if (cut.length === 0 || last !== undefined) {
      return { body: page.close(moreLine(cut, look)), cut };
    }
  }
  return { body: '', cut: rows };
}
