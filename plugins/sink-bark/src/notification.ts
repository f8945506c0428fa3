import type { KubeEvent } from '@kubeherald/sink-sdk';
import {
  type Composer,
  createComposer,
  type Message,
  type MessageConfig,
  markdown,
  partsOf,
  plain,
} from '@kubeherald/sink-sdk/message';
import { type Encryption, encrypt, plainBytes } from './encryption.ts';
import { createFields, type FieldOptions } from './fields.ts';
import { identityLength, identityOf, type Update } from './identity.ts';
import { largestPayload, type PushParameters, payloadBytes, textBytes } from './payload-size.ts';

/** The options that decide what a notification says. */
export interface NotificationOptions extends MessageConfig, FieldOptions {
  readonly format: 'text' | 'markdown';
  readonly update: Update;
  readonly encryption?: Encryption;
}

/** A notification, for any device. */
export interface Notification {
  /** As the server takes them, encrypted when that is wanted. */
  readonly parameters: PushParameters;
  /** Of the same text for the same events: to know it again after a failure. */
  readonly content: string;
}

/** Bytes of a title: about three lines of a phone. */
const longestTitle = 180;
/** Bytes that the text has at least: what else a notification can do without goes, in this order. */
const leastText = 600;
const dispensable = ['copy', 'url', 'icon', 'group'] as const;

interface Draft {
  readonly message: Message;
  readonly fields: PushParameters;
}

/**
 * Prepares the notifications of batches.
 * @throws ConfigError for a template that cannot work
 */
export async function createNotifications(
  options: NotificationOptions,
): Promise<(events: readonly KubeEvent[]) => Iterable<Notification>> {
  const { format, update, encryption } = options;
  const fieldsOf = await createFields(options);
  const compose = await createComposer(options, {
    markup: format === 'markdown' ? markdown : plain,
    title: 'apart',
    titleLimit: { bytes: longestTitle },
  });
  const text = format === 'markdown' ? 'markdown' : 'body';
  const standIn = '0'.repeat(identityLength);

  const draft = (events: readonly KubeEvent[]): Draft => {
    // Title and severity do not depend on the room that the text has.
    const { title, severity } = compose(events, { limit: { bytes: 0 } });
    const fields: Record<string, string> = { title, ...fieldsOf(events, severity) };
    const id = update === 'never' ? {} : { id: standIn };
    const room = () =>
      encryption ? encryptedRoom({ ...fields, [text]: '' }, id) : plainRoom({ ...fields, [text]: '-', ...id }) + 1;
    for (const name of dispensable) if (room() < leastText) delete fields[name];
    const size = encryption ? jsonBytes : textBytes;
    return { message: fitted(compose, events, room(), size), fields };
  };
  return function* (events) {
    for (const { made, events: covered } of partsOf(events, draft)) {
      const { message, fields } = made;
      const single = message.named + message.cut === 1;
      const id = identityOf(covered, single, update);
      const own = id === undefined ? {} : { id };
      const parameters = { ...fields, [text]: message.body };
      const content = JSON.stringify([parameters, own]);
      // The identity is a hash: Apple must know it to replace what is shown, and learns nothing by it.
      if (encryption) yield { parameters: { ...encrypt(JSON.stringify(parameters), encryption), ...own }, content };
      else yield { parameters: { ...parameters, ...own }, content };
    }
  };
}

const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

function plainRoom(parameters: PushParameters): number {
  return largestPayload - payloadBytes(parameters);
}

/** Base64 has nothing that JSON would escape, so the ciphertext's length is what counts. */
function encryptedRoom(inner: PushParameters, id: PushParameters): number {
  const around = payloadBytes({ ciphertext: '', iv: '0'.repeat(16), ...id });
  return plainBytes(largestPayload - around) - Buffer.byteLength(JSON.stringify(inner));
}

/** The message whose text takes no more than `room` by `size`, which counts more than JSON does for some characters. */
function fitted(
  compose: Composer,
  events: readonly KubeEvent[],
  room: number,
  size: (text: string) => number,
): Message {
  let limit = room;
  for (;;) {
    const message = compose(events, { limit: { jsonBytes: limit } });
    const bytes = size(message.body);
    if (bytes <= room || limit <= 0) return message;
    limit = Math.min(limit - 1, Math.floor((limit * room) / bytes));
  }
}
