import { ConfigError, compileTemplate, type KubeEvent, RejectedError } from '@kubeherald/sink-sdk';

/** A topic's name has at most so many characters (Kafka's org.apache.kafka.common.internals.Topic). */
const longest = 249;
const notAllowed = /[^a-zA-Z0-9._-]+/g;

/** A name that a broker takes: what it may not have becomes a hyphen. */
export const topicName = (text: string): string => text.trim().replaceAll(notAllowed, '-').slice(0, longest);

const isName = (name: string): boolean => name !== '' && name !== '.' && name !== '..';

/** Topics of events. */
export interface Topics {
  /** The only one; undefined: the option is a template. */
  readonly fixed: string | undefined;
  /** @throws RejectedError when the template gives no name for this event */
  of(event: KubeEvent): string;
}

/**
 * @param option a topic's name, or a template
 * @throws ConfigError for a name or template that cannot work
 */
export async function createTopics(option: string): Promise<Topics> {
  if (!option.includes('{{')) {
    if (topicName(option) !== option || !isName(option)) {
      throw new ConfigError(
        `topic: ${JSON.stringify(option)} is no name of a topic; expected letters, digits, '.', '_' and '-', at most ${longest}`,
      );
    }
    return { fixed: option, of: () => option };
  }
  const render = await compileTemplate(option, { mode: 'text', name: 'topic' });
  return {
    fixed: undefined,
    of(event) {
      const name = topicName(render(event));
      if (!isName(name)) {
        throw new RejectedError(`topic: the template gives ${JSON.stringify(name)} for this event, which is no name`);
      }
      return name;
    },
  };
}
