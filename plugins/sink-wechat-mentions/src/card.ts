import { ConfigError, compileTemplate, type KubeEvent, RejectedError, truncate } from '@kubeherald/sink-sdk';
import type { Message, Severity } from '@kubeherald/sink-sdk/message';
import type { Options } from './config.ts';

type Carded = Pick<Options, 'format' | 'cardUrl' | 'language' | 'zone' | 'template'>;

/** Makes a template_card of a message about one object and reason, and of its events. */
export type CardMaker = (message: Message, events: readonly KubeEvent[]) => object;

// What WeCom recommends (developer.work.weixin.qq.com, document 99110, template cards); what is longer, clients cut at will.
const subtitleCharacters = 112;
const valueCharacters = 26;
/** Of a quotation, for which WeCom names no number: what still reads as one on a phone. */
const quoteCharacters = 512;

/** Grey, red and green. */
const colours: Readonly<Record<Severity, number>> = { other: 0, warning: 2, normal: 3 };

const words = {
  en: { object: 'Object', namespace: 'Namespace', node: 'Node', count: 'Count', last: 'Last' },
  zh: { object: '对象', namespace: '命名空间', node: '节点', count: '次数', last: '最近' },
} as const;

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
const timeOf = ({ time }: KubeEvent): number => Date.parse(time) || 0;

/** The newest revision of each event, and how often they happened in all. */
function summary(events: readonly KubeEvent[]): { readonly newest: KubeEvent; readonly count: number } {
  const byUid = new Map(events.map((event) => [event.uid, event]));
  const newest = events.reduce((one, other) => (timeOf(other) >= timeOf(one) ? other : one));
  return { newest, count: [...byUid.values()].reduce((sum, event) => sum + event.count, 0) };
}

/**
 * Prepares cards.
 * @throws ConfigError without `cardUrl`, or for one that cannot work
 */
export async function createCards({
  format,
  cardUrl,
  language,
  zone,
  template,
}: Carded): Promise<CardMaker | undefined> {
  if (format !== 'template_card') return undefined;
  if (cardUrl === undefined) {
    throw new ConfigError('cardUrl: format template_card needs it, for WeCom refuses a card that leads nowhere');
  }
  const link = await compileTemplate(cardUrl, { mode: 'text', escape: encode, name: 'cardUrl' });
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const linkOf = (event: KubeEvent): string => {
    try {
      return link(event);
    } catch (cause) {
      throw new RejectedError(`cardUrl failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
  };
  const word = words[language];
  return ({ title, body, severity }, events) => {
    const { newest, count } = summary(events);
    const { object, source } = newest;
    const rows = [
      [word.object, `${object.kind} ${object.name}`.trim()],
      [word.namespace, object.namespace],
      [word.node, source.node],
      [word.count, count > 1 ? String(count) : ''],
      [word.last, timeOf(newest) === 0 ? '' : clock.format(timeOf(newest))],
    ].filter(([, value]) => value !== '');
    const said = (template === undefined ? newest.message : body).toWellFormed();
    const isLong = Array.from(said).length > subtitleCharacters;
    return {
      card_type: 'text_notice',
      ...(newest.cluster === '' ? {} : { source: { desc: newest.cluster, desc_color: colours[severity] } }),
      main_title: { title },
      ...(isLong ? { quote_area: { type: 0, quote_text: truncate(said, quoteCharacters) } } : { sub_title_text: said }),
      horizontal_content_list: rows.map(([keyname, value = '']) => ({
        keyname,
        value: truncate(value.toWellFormed(), valueCharacters),
      })),
      card_action: { type: 1, url: linkOf(newest) },
    };
  };
}
