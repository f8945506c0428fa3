/** A message that the group sees. */
export interface WecomMessage {
  readonly msgtype: string;
  /** What it says: the content; of a card its texts, a line each. */
  readonly text: string;
  /** Members whom it notifies, by user id, and `@all`. */
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
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Bytes of `content`, at most (developer.work.weixin.qq.com, document 99110). */
const mostBytes: Readonly<Record<string, number>> = { text: 2048, markdown: 4096, markdown_v2: 4096 };

/** Why a body is no message. */
export interface Flaw {
  readonly errcode: number;
  readonly errmsg: string;
}

const invalid = (errmsg: string): Flaw => ({ errcode: 40058, errmsg });

function flawOfCard(card: Fields): Flaw | undefined {
  if (card.card_type !== 'text_notice' && card.card_type !== 'news_notice') return invalid('template_card.card_type');
  const { main_title: title, card_action: action } = card;
  const said = (isFields(title) ? textOf(title.title) : '') || textOf(card.sub_title_text);
  if (said === '') return invalid('template_card.main_title.title and sub_title_text are both empty');
  if (!isFields(action)) return invalid('template_card.card_action missing');
  if (action.type !== 1 && action.type !== 2) return invalid('template_card.card_action.type');
  if (action.type === 1 && textOf(action.url) === '') return invalid('template_card.card_action.url missing');
  const rows = list(card.horizontal_content_list);
  if (rows.length > 6) return invalid('template_card.horizontal_content_list exceed max size 6');
  if (rows.some((row) => !isFields(row) || textOf(row.keyname) === ''))
    return invalid('template_card.horizontal_content_list.keyname missing');
  if (list(card.jump_list).length > 3) return invalid('template_card.jump_list exceed max size 3');
  return undefined;
}

/** What is wrong with a body; undefined: nothing. */
export function flawOf(body: Fields): Flaw | undefined {
  const type = textOf(body.msgtype);
  const content = body[type];
  if (type === 'template_card') return isFields(content) ? flawOfCard(content) : invalid('template_card missing');
  const most = Object.hasOwn(mostBytes, type) ? mostBytes[type] : undefined;
  if (most === undefined) return { errcode: 40008, errmsg: 'invalid message type' };
  if (!isFields(content) || textOf(content.content) === '') return { errcode: 44004, errmsg: 'empty content' };
  if (Buffer.byteLength(textOf(content.content)) > most) {
    return invalid(`${type}.content exceed max length ${most}. invalid Request Parameter`);
  }
  return undefined;
}

/** Members of the group: mobile number by user id. */
export type Members = Readonly<Record<string, string>>;

function notifiedBy(type: string, content: Fields, members: Members): readonly string[] {
  const byId = (id: string) => (id === '@all' || Object.hasOwn(members, id) ? [id] : []);
  const byMobile = (mobile: string) =>
    mobile === '@all' ? [mobile] : Object.keys(members).filter((id) => members[id] === mobile);
  const tags = [...textOf(content.content).matchAll(/<@([^>\s]+)>/g)].map(([, id = '']) => id);
  // Everybody cannot be notified by a tag, and markdown_v2 knows no tags.
  const tagged = type === 'text' || type === 'markdown' ? tags.filter((id) => id !== '@all').flatMap(byId) : [];
  if (type !== 'text') return [...new Set(tagged.filter((id) => id !== '@all'))];
  const listed = [
    ...texts(content.mentioned_list).flatMap(byId),
    ...texts(content.mentioned_mobile_list).flatMap(byMobile),
  ];
  return [...new Set([...listed, ...tagged])];
}

/** Every text in a card, a line each. */
const linesOf = (value: unknown): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : isFields(value) || Array.isArray(value)
      ? Object.values(value).flatMap(linesOf)
      : [];

/** Reads a body without a {@link flawOf}. */
export function readMessage(body: Fields, members: Members, now: number): WecomMessage {
  const msgtype = textOf(body.msgtype);
  const content = isFields(body[msgtype]) ? body[msgtype] : {};
  const text = msgtype === 'template_card' ? linesOf(content).join('\n') : textOf(content.content);
  return { msgtype, text, notified: notifiedBy(msgtype, content, members), at: now, body };
}
