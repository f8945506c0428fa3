import type { KubeEvent } from '../event.ts';
import type { Common, Laid } from './common.ts';
import { digestTitle, layOutDigest, scopeLine } from './digest.ts';
import type { Look } from './look.ts';
import { plain } from './markup.ts';
import { Page } from './page.ts';
import { type Grouping, groupEvents } from './rows.ts';
import type { Severity } from './severity.ts';
import { layOutSingle, singleTitle } from './single.ts';
import type { Message, MessageStyle } from './style.ts';
import { layOutTemplate, layOutTemplates } from './templated.ts';
import { wordsOf } from './words.ts';

const nothing: Message = { title: '', body: '', severity: 'normal', named: 0, cut: 0, rest: [] };

/** The label, as it is, and the title behind it. */
const labelled = (label: string, title: string): string => (label === '' ? title : `${label} ${title}`);

/** Makes the title's line for the body. */
function titleLineOf({ markup = plain, label = '' }: MessageStyle, severity: Severity): (title: string) => string {
  const marked = markup.label?.(label) ?? label;
  return (title) => {
    const escaped = labelled(marked, markup.escape(title));
    return markup.title ? markup.title(escaped, severity) : markup.bold(escaped);
  };
}

/** The title alone, on one line, within its limit: the label first, for it may be what lets the message pass. */
function shortTitle(title: string, { label = '', titleLimit = {} }: MessageStyle): string {
  const page = new Page(plain, titleLimit);
  page.addShortened(labelled(label, title), (shorter) => [shorter]);
  return page.close();
}

/** A template may leave the label out; a destination that demands it would then refuse the message. */
function layOutOne(grouping: Grouping, style: MessageStyle, look: Look): Laid {
  const [row] = grouping.rows;
  if (row === undefined) return { body: '', cut: [] };
  const { limit = {}, label = '', title = 'inside' } = style;
  const page = new Page(look.markup, limit);
  if (look.template) {
    const labelLine = (shorter: string) => [look.markup.label?.(shorter) ?? shorter];
    if (label !== '' && title === 'inside') page.addShortened(label, labelLine);
    layOutTemplate(row, look.template, page, look);
  } else {
    const titleLine = titleLineOf(style, row.severity);
    if (title === 'inside') page.addShortened(singleTitle(row, look), (shorter) => [titleLine(shorter)]);
    layOutSingle(row, look, page);
  }
  return { body: page.close(), cut: title === 'inside' && page.isEmpty ? [row] : [] };
}

function layOutMany(grouping: Grouping, style: MessageStyle, look: Look): Laid {
  const { rows } = grouping;
  const [first] = rows;
  const withCluster = rows.some(({ event }) => event.cluster !== first?.event.cluster);
  const common: Common = {
    title: digestTitle(grouping, look),
    titleLine: style.title === 'apart' ? undefined : titleLineOf(style, first?.severity ?? 'normal'),
    scope: look.markup.escape(scopeLine(rows, withCluster, look)),
    limit: style.limit ?? {},
    withCluster,
  };
  return look.template ? layOutTemplates(rows, look.template, common, look) : layOutDigest(rows, common, look);
}

/**
 * Makes one message of a batch. A batch that is about one object and one reason becomes a message, any other a digest: a row per object
 * and reason, the worst first, with as much of their messages as fits. The body keeps to the limit whatever the events are; what it has
 * no room to name it counts. Takes time in proportion to the batch and the limit.
 */
export function composeMessage(events: readonly KubeEvent[], style: MessageStyle): Message {
  const grouping = groupEvents(events);
  const { rows } = grouping;
  const [first] = rows;
  if (first === undefined) return nothing;
  const look: Look = {
    words: wordsOf[style.language],
    zone: style.zone,
    markup: style.markup ?? plain,
    template: style.template,
  };
  const single = rows.length === 1;
  const { body, cut } = single ? layOutOne(grouping, style, look) : layOutMany(grouping, style, look);
  const title = shortTitle(single ? singleTitle(first, look) : digestTitle(grouping, look), style);
  const rest = cut.flatMap((row) => row.events);
  return { title, body, severity: first.severity, named: rows.length - cut.length, cut: cut.length, rest };
}
