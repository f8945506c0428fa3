import { ConfigError } from '../errors.ts';
import type { KubeEvent } from '../event.ts';
import { isZone } from '../schema.ts';
import { compileTemplate } from '../template/compile.ts';
import type { TemplateText } from '../template/text.ts';
import { composeMessage } from './compose.ts';
import { plain } from './markup.ts';
import { oneLine } from './name.ts';
import type { Message, MessageForm, MessageStyle } from './style.ts';
import type { Language } from './words.ts';

/** What {@link messageOptions} gives. */
export interface MessageConfig {
  readonly zone?: string | undefined;
  readonly language?: Language | undefined;
  readonly label?: string | undefined;
  readonly template?: TemplateText | undefined;
}

/** Makes one message of a batch. `change`: what of the form is different this time, such as room that a mention takes from the limit. */
export type Composer = (events: readonly KubeEvent[], change?: Pick<MessageForm, 'limit' | 'titleLimit'>) => Message;

/** The zone of the process, which Node takes from TZ or the system. */
function ownZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isZone(timeZone) ? timeZone : 'UTC';
}

/**
 * Prepares the layout that all message sinks share, once, when a sink opens.
 * @param config the sink's options, with {@link messageOptions} among them
 * @param form what the destination makes of a message
 * @throws ConfigError for a template that cannot work, with its position, and for a zone that does not exist
 */
export async function createComposer(config: MessageConfig, form: MessageForm = {}): Promise<Composer> {
  const { zone = ownZone(), language = 'en', template } = config;
  if (!isZone(zone))
    throw new ConfigError(`zone: there is no time zone ${JSON.stringify(zone)}; expected an IANA name`);
  const { markup = plain } = form;
  const style: MessageStyle = {
    ...form,
    zone,
    language,
    label: oneLine(config.label ?? ''),
    ...(template === undefined
      ? {}
      : { template: await compileTemplate(template, { mode: 'text', escape: markup.escape, zone }) }),
  };
  return (events, change) => composeMessage(events, { ...style, ...change });
}
