import type { Options } from './config.ts';
import type { People } from './route.ts';

/** Bytes of a message that may consist of mentions, at most; more people are notified by a text, which lists them apart. */
const mostTagBytes = 1024;

const tagsOf = ({ users }: People): string => users.map((user) => `<@${user}>`).join(' ');

/**
 * The type that can notify these people: any when there are none; Markdown notifies single users, text everybody, and by mobile too; the
 * others notify nobody (developer.work.weixin.qq.com, document 99110).
 */
export function formatFor(format: Options['format'], people: People): Options['format'] {
  const { users, mobiles } = people;
  if (users.length + mobiles.length === 0 || format === 'text') return format;
  const canTag = mobiles.length === 0 && !users.includes('@all') && Buffer.byteLength(tagsOf(people)) <= mostTagBytes;
  return format === 'markdown' && canTag ? format : 'text';
}

/** What ends a message in Markdown: a blank line, for the quote to end, and the mentions. */
export const ending = (people: People): string => (people.users.length === 0 ? '' : `\n\n${tagsOf(people)}`);

/** The fields of a text that notify. */
export const mentionFields = ({ users, mobiles }: People): object => ({
  ...(users.length === 0 ? {} : { mentioned_list: users }),
  ...(mobiles.length === 0 ? {} : { mentioned_mobile_list: mobiles }),
});
