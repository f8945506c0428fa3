import { compileTemplate, type KubeEvent, truncate } from '@kubeherald/sink-sdk';
import type { Message } from '@kubeherald/sink-sdk/message';
import type { PushParameters } from './payload-size.ts';

type Level = 'critical' | 'timeSensitive' | 'active' | 'passive';

/** The options that decide what is sent beside the text. */
export interface FieldOptions {
  readonly level: Readonly<Record<Message['severity'], Level>>;
  readonly volume?: number;
  readonly sound?: string;
  readonly call: boolean;
  readonly icon?: string;
  readonly group: string;
  readonly link?: string;
  readonly copy?: string;
  readonly autoCopy: boolean;
  readonly archive?: boolean;
}

/** The parameters beside title, text and identity. */
export type Fields = (events: readonly KubeEvent[], severity: Message['severity']) => PushParameters;

/** Characters of a group's name and of what is to be copied: the text of the notification needs the room. */
const longest = { group: 100, copy: 500 } as const;

const flag = (on: boolean): string => (on ? '1' : '0');

/** What a template makes of all the events alike; nothing when they differ. A template that stumbles over an event says nothing. */
async function shared(text: string | undefined, name: string): Promise<(events: readonly KubeEvent[]) => string> {
  if (text === undefined) return () => '';
  const template = await compileTemplate(text, { mode: 'text', name });
  const render = (event: KubeEvent): string => {
    try {
      return template(event).toWellFormed().trim();
    } catch (error) {
      // What is beside the text must not hold up the text; its own template was tried when the sink opened.
      if (error instanceof Error) return '';
      throw error;
    }
  };
  return ([first, ...others]) => {
    const value = first === undefined ? '' : render(first);
    return others.every((event) => render(event) === value) ? value : '';
  };
}

/**
 * Prepares the parameters that come from options and templates.
 * @throws ConfigError for a template that cannot work, with its position
 */
export async function createFields(options: FieldOptions): Promise<Fields> {
  const [group, link, copy] = await Promise.all([
    shared(options.group, 'group'),
    shared(options.link, 'link'),
    shared(options.copy, 'copy'),
  ]);
  return (events, severity) => {
    const level = options.level[severity];
    const texts = {
      level,
      group: truncate(group(events), longest.group),
      url: link(events),
      copy: truncate(copy(events), longest.copy),
      icon: options.icon ?? '',
      sound: options.sound ?? '',
      volume: level === 'critical' && options.volume !== undefined ? String(options.volume) : '',
      call: options.call && severity === 'warning' ? flag(true) : '',
      autoCopy: options.autoCopy ? flag(true) : '',
      isArchive: options.archive === undefined ? '' : flag(options.archive),
    };
    return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
  };
}
