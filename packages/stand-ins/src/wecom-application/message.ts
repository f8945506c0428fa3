import { type Fields, isFields, says, textOf } from './fields.ts';

/** Bytes of a text or of Markdown (developer.work.weixin.qq.com/document/path/90236). */
const mostBytes = 2048;

/** What a member reads. */
export interface Read {
  readonly msgtype: 'text' | 'markdown';
  readonly content: string;
  /** Whether the end is missing: of a text that is too long the rest is cut off, without an error. */
  readonly cut: boolean;
}

/** Of whole characters, as many as fit. */
function cutTo(text: string, bytes: number): string {
  return Buffer.from(text)
    .subarray(0, bytes)
    .toString()
    .replace(/\ufffd+$/u, '');
}

/** What a message says, or the API's objection to it. */
export function readMessage(body: Fields): { readonly read: Read } | { readonly refused: Fields } {
  const { msgtype } = body;
  if (msgtype !== 'text' && msgtype !== 'markdown') return { refused: says(40008, 'invalid message type') };
  const part = body[msgtype];
  const content = textOf(isFields(part) ? part.content : undefined);
  if (content === '') return { refused: says(44004, `${msgtype} content is empty`) };
  const cut = Buffer.byteLength(content) > mostBytes;
  if (cut && msgtype === 'markdown') {
    return { refused: says(40058, `markdown.content exceed max length ${mostBytes}`) };
  }
  return { read: { msgtype, content: cut ? cutTo(content, mostBytes) : content, cut } };
}
