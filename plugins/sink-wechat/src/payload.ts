import { type KubeEvent, parseDuration } from '@kubeherald/sink-sdk';
import { createComposer, type Message, type MessageConfig } from '@kubeherald/sink-sdk/message';
import { markdown, text } from './markup.ts';

/** The options that decide what is sent, and to whom. */
export interface PayloadOptions extends MessageConfig {
  readonly agentId: number;
  readonly toUsers?: readonly string[];
  readonly toParties?: readonly string[];
  readonly toTags?: readonly string[];
  readonly format: 'text' | 'markdown';
  readonly duplicateCheck: boolean;
  readonly duplicateCheckInterval: string;
}

/** A message as the API takes it. */
export interface Payload {
  readonly body: string;
  /** With the events that it has no room for. */
  readonly message: Message;
}

/** Bytes of a text or of Markdown (developer.work.weixin.qq.com/document/path/90236): of a text the rest would be cut off. */
const mostBytes = 2048;
/** Seconds for which WeCom tells identical messages. */
const longestInterval = 14_400;

/**
 * Prepares the messages of batches: the same for the same events, byte for byte, so that WeCom knows a repetition.
 * @throws ConfigError for a template that cannot work, with its position
 */
export async function createPayloads(options: PayloadOptions): Promise<(events: readonly KubeEvent[]) => Payload> {
  const { format, agentId, toUsers = [], toParties = [], toTags = [] } = options;
  const compose = await createComposer(options, { markup: { text, markdown }[format], limit: { bytes: mostBytes } });
  const nobody = toUsers.length + toParties.length + toTags.length === 0;
  const seconds = Math.ceil(parseDuration(options.duplicateCheckInterval) / 1000);
  const around = {
    touser: nobody ? '@all' : toUsers.join('|'),
    toparty: toParties.join('|'),
    totag: toTags.join('|'),
    msgtype: format,
    agentid: agentId,
    safe: 0,
    enable_id_trans: 0,
    enable_duplicate_check: options.duplicateCheck ? 1 : 0,
    duplicate_check_interval: Math.min(Math.max(1, seconds), longestInterval),
  };
  return (events) => {
    const message = compose(events);
    return { message, body: JSON.stringify({ ...around, [format]: { content: message.body } }) };
  };
}
