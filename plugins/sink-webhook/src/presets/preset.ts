import type { BodyCodes, Delivery, Meaning, RejectedError } from '@kubeherald/sink-sdk';
import type { Message, MessageForm, PaceLimit } from '@kubeherald/sink-sdk/message';

/** The options that presets have beside the layout of messages. */
export interface PresetOptions {
  /** Feishu: the secret of the robot's signature. */
  readonly secret?: string;
  /** Telegram: the chat. */
  readonly chatId?: string;
  /** Telegram: the topic of the chat. */
  readonly threadId?: number;
  /** Mattermost: the channel, in place of the webhook's own. */
  readonly channel?: string;
}

/** What answers of the API mean. */
export interface Answers {
  readonly statuses: Readonly<Record<number, Meaning>>;
  readonly codes?: BodyCodes;
  /** Statuses other than 2xx, or 2xx without the body that `codes` looks for, that are no failure. */
  readonly accept?: (status: number) => boolean;
}

/** A request that shows nothing to anybody, and whose answer tells whether the credentials are good. */
export interface Probe {
  readonly method: string;
  /** Default: where messages go. */
  readonly url?: URL;
  readonly body?: object;
}

/** One chat that messages go to. */
export interface Chat {
  readonly url: URL;
  /** The request's body. @param nowMs Unix ms */
  body(message: Message, nowMs: number): object;
  /** What is sent once instead of a body that the API refused so; undefined: the refusal stands. Default: it always does. */
  instead?(message: Message, refusal: RejectedError): object | undefined;
  /** @param nowMs Unix ms */
  probe(nowMs: number): Probe;
}

/** A chat API, with all that is different from one to the next. */
export interface Preset {
  /** The API's name, as its users say it. */
  readonly title: string;
  /** The limits of the API itself; the lane's rate stays below them, for digests that need a second message. */
  readonly limits: readonly PaceLimit[];
  readonly rateLimit: NonNullable<Delivery['rateLimit']>;
  /** How messages are written, and how much the API takes of them. */
  readonly form: MessageForm;
  readonly answers: Answers;
  /** Of {@link PresetOptions} those that mean something here. */
  readonly options: readonly (keyof PresetOptions)[];
  /** @throws ConfigError for a URL or options that cannot work */
  open(url: URL, options: PresetOptions): Chat;
}

/** The webhook is unknown, was removed, or may not be used: nothing gets through until there is another. */
export const gone = (title: string): Meaning => ({
  kind: 'config',
  advice: `url is the webhook of no ${title} channel (any more): copy it again, or make a new one`,
});

const fine: Meaning = { kind: 'success' };

/** What answers to a {@link Probe} mean: what is said against a body without a message does not count. */
export function probed({ statuses, codes }: Answers): Answers {
  const own = { statuses: { ...statuses, 400: fine } };
  if (codes === undefined) return own;
  const without = Object.entries(codes.codes ?? {}).map(([code, meaning]) => [
    code,
    meaning.kind === 'rejected' ? fine : meaning,
  ]);
  const otherwise = codes.otherwise.kind === 'rejected' ? fine : codes.otherwise;
  return { ...own, codes: { ...codes, codes: Object.fromEntries(without), otherwise } };
}
