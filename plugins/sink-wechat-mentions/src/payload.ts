import type { KubeEvent } from '@kubeherald/sink-sdk';
import { type Composer, createComposer, type Message, plain } from '@kubeherald/sink-sdk/message';
import { createCards } from './card.ts';
import type { Options } from './config.ts';
import { wecomMarkdown, wecomMarkdown2 } from './markup.ts';
import { ending, formatFor, mentionFields } from './mention.ts';
import { createRoutes, type People } from './route.ts';

type Written = Exclude<Options['format'], 'template_card'>;

/** Bytes of `content`, at most (errcode 40058). */
const mostBytes: Readonly<Record<Written, number>> = { text: 2048, markdown: 4096, markdown_v2: 4096 };

const markups = { text: plain, markdown: wecomMarkdown, markdown_v2: wecomMarkdown2 } as const;

/** Of a card's title: as much as WeCom takes of the title of an article. */
const titleLimit = { bytes: 128 } as const;

/** A message, ready to be sent. */
export interface Payload {
  /** The request's body. */
  readonly body: string;
  /** With the events for which it has no room. */
  readonly message: Message;
}

/** Makes a message of some events, at least one. */
export type PayloadMaker = (events: readonly KubeEvent[]) => Payload;

const nobody: People = { users: [], mobiles: [] };

/**
 * Prepares what batches are turned into.
 * @throws ConfigError for a template, zone or key of a mention that cannot work, and for a card without its link
 */
export async function createPayloads(options: Options): Promise<PayloadMaker> {
  const compose: Readonly<Record<Written, Composer>> = {
    text: await createComposer(options, { markup: markups.text }),
    markdown: await createComposer(options, { markup: markups.markdown }),
    markdown_v2: await createComposer(options, { markup: markups.markdown_v2 }),
  };
  const composeCard = await createComposer(options, { title: 'apart', titleLimit });
  const card = await createCards(options);
  const peopleOf = createRoutes(options);

  const written = (format: Written, events: readonly KubeEvent[], most: People): Payload => {
    const room = mostBytes[format] - (format === 'markdown' ? Buffer.byteLength(ending(most)) : 0);
    const message = compose[format](events, { limit: { bytes: room } });
    const left = new Set(message.rest);
    const people = peopleOf(events.filter((event) => !left.has(event)));
    return { message, body: writtenBody(format, message, people) };
  };

  return (events) => {
    const people = peopleOf(events);
    const format = formatFor(options.format, people);
    if (format !== 'template_card') return written(format, events, people);
    const message = composeCard(events);
    if (card === undefined || message.named + message.cut !== 1) return written('markdown', events, nobody);
    return { body: JSON.stringify({ msgtype: format, [format]: card(message, events) }), message };
  };
}

function writtenBody(format: Written, { body }: Message, people: People): string {
  const content = format === 'markdown' ? `${body}${ending(people)}` : body;
  return JSON.stringify({
    msgtype: format,
    [format]: { content, ...(format === 'text' ? mentionFields(people) : {}) },
  });
}
