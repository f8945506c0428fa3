import { createHash } from 'node:crypto';
import { type KubeEvent, RejectedError } from '@kubeherald/sink-sdk';
import { createComposer, type Message, plain } from '@kubeherald/sink-sdk/message';
import { createButtons } from './buttons.ts';
import type { Options } from './config.ts';
import { dingtalkMarkdown } from './markup.ts';
import { mentionOf } from './mention.ts';

/** Bytes of a request's body, at most (errcode 460101). */
const mostBytes = 20_000;

/** A title is the preview of a notification; what a phone shows of it is shorter. Bytes: of as many emoji. */
const titleLimit = { characters: 100, jsonBytes: 400 } as const;

/** Less room than this for the text says nothing any more. */
const leastRoom = 1000;

/** A message, ready to be sent. */
export interface Payload {
  /** The request's body. */
  readonly body: string;
  /** With the events for which it has no room. */
  readonly message: Message;
}

/** Makes a message of some events, at least one. */
export type PayloadMaker = (events: readonly KubeEvent[]) => Payload;

/** The same for the same message about the same events, and for no other: DingTalk shows a message once that comes twice under it. */
function messageId(events: readonly KubeEvent[], body: string): string {
  const hash = createHash('sha256').update(JSON.stringify(events.map(({ id }) => id)));
  const hex = hash.update(body).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** The one that a digest is named after: of its worst the newest. @throws RangeError when there is none */
function worstOf(events: readonly KubeEvent[]): KubeEvent {
  const rank = ({ type }: KubeEvent) => (type === 'Warning' ? 2 : type === 'Normal' ? 0 : 1);
  return events.reduce((worst, event) => (rank(event) >= rank(worst) ? event : worst));
}

/**
 * Prepares what batches are turned into.
 * @throws ConfigError for a template or zone that cannot work, and for a card without buttons
 */
export async function createPayloads(options: Options): Promise<PayloadMaker> {
  const { format } = options;
  const compose = await createComposer(options, {
    markup: format === 'text' ? plain : dingtalkMarkdown,
    titleLimit,
  });
  const buttonsFor = await createButtons(options);
  const mention = mentionOf(options);
  // A blank line ends the quote that the event's message is set in.
  const ending = mention === undefined ? '' : `${format === 'text' ? '\n' : '\n\n'}${mention.text}`;
  const at = mention === undefined ? {} : { at: mention.at };

  const bodyOf = (title: string, text: string, event: KubeEvent): object => {
    if (format === 'text') return { msgtype: format, text: { content: text }, ...at };
    return { msgtype: format, [format]: { title, text, ...buttonsFor(event) }, ...at };
  };
  const withId = (body: object, msgUuid: string): string => JSON.stringify({ ...body, msgUuid });
  const around = (event: KubeEvent): number =>
    Buffer.byteLength(withId(bodyOf('', ending, event), messageId([], ''))) + titleLimit.jsonBytes;

  return (events) => {
    const subject = worstOf(events);
    const room = mostBytes - around(subject);
    if (room < leastRoom) {
      throw new RejectedError(`buttons: their links leave ${room} of ${mostBytes} bytes for the message; shorten them`);
    }
    const message = compose(events, { limit: { jsonBytes: room } });
    const left = new Set(message.rest);
    const shown = events.filter((event) => !left.has(event));
    const complete = bodyOf(message.title, `${message.body}${ending}`, subject);
    return { message, body: withId(complete, messageId(shown, JSON.stringify(complete))) };
  };
}
