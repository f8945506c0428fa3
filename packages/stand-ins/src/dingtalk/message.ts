/** A message that the group sees. */
export interface RobotMessage {
  readonly msgtype: string;
  /** The notification's preview; empty where the type has none. */
  readonly title: string;
  readonly text: string;
  /** Whom it notifies: mobiles and user ids that are in the text too, and `@all`. */
  readonly notified: readonly string[];
  /** Unix ms. */
  readonly at: number;
  /** The JSON body as it came. */
  readonly body: Fields;
}

export type Fields = { readonly [name: string]: unknown };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** The fields that must be there and not empty, by type of message (open.dingtalk.com, custom robot, message types). */
const required: Readonly<Record<string, readonly string[]>> = {
  text: ['content'],
  markdown: ['title', 'text'],
  link: ['title', 'text', 'messageUrl'],
  actionCard: ['title', 'text'],
  feedCard: [],
};

/** Why a body is no message; undefined: it is one. */
export type Flaw = 'unsupported msgtype' | 'missing parameter';

function hasButtons(card: Fields): boolean {
  if (textOf(card.singleTitle) !== '' && textOf(card.singleURL) !== '') return true;
  const { btns } = card;
  if (!Array.isArray(btns) || btns.length === 0) return false;
  return btns.every((one) => isFields(one) && textOf(one.title) !== '' && textOf(one.actionURL) !== '');
}

/** What is wrong with a body. */
export function flawOf(body: Fields): Flaw | undefined {
  const type = textOf(body.msgtype);
  if (type === '') return 'missing parameter';
  const fields = Object.hasOwn(required, type) ? required[type] : undefined;
  if (fields === undefined) return 'unsupported msgtype';
  const content = body[type];
  if (!isFields(content)) return 'missing parameter';
  if (fields.some((field) => textOf(content[field]) === '')) return 'missing parameter';
  if (type === 'actionCard' && !hasButtons(content)) return 'missing parameter';
  if (type === 'feedCard' && (!Array.isArray(content.links) || content.links.length === 0)) return 'missing parameter';
  return undefined;
}

/** Only text and markdown notify people, and only those whom the text names as well. */
function notifiedBy(type: string, text: string, at: unknown): readonly string[] {
  if (!isFields(at) || (type !== 'text' && type !== 'markdown')) return [];
  const named = [...texts(at.atMobiles), ...texts(at.atUserIds)].filter((one) => text.includes(`@${one}`));
  return at.isAtAll === true ? [...named, '@all'] : named;
}

/** Reads a body without a {@link flawOf}. */
export function readMessage(body: Fields, now: number): RobotMessage {
  const msgtype = textOf(body.msgtype);
  const content = isFields(body[msgtype]) ? body[msgtype] : {};
  const text = textOf(content.content) || textOf(content.text);
  return { msgtype, title: textOf(content.title), text, notified: notifiedBy(msgtype, text, body.at), at: now, body };
}
