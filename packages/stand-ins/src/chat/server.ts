import { type Asked, type Reply, serve } from '../loopback/index.ts';
import type { Fields } from './fields.ts';

/** A message that the chat sees. */
export interface ChatMessage {
  /** Empty where the API has none apart from the text. */
  readonly title: string;
  readonly text: string;
  /** Whom it notifies, as the API writes it: `<!channel>`, `<at id=all>`, `@everyone`. */
  readonly notified: readonly string[];
  /** Unix ms. */
  readonly at: number;
  /** The JSON body as it came. */
  readonly body: Fields;
}

/** An answer as it was given. */
export interface Answered {
  readonly status: number;
  readonly body: string | object;
}

/** A chat API on loopback. */
export interface ChatServer {
  /** What a sink is given as its webhook. */
  readonly url: string;
  /** What the chat sees, in order. */
  readonly messages: readonly ChatMessage[];
  /** Every answer to a message that was given, in order. */
  readonly answers: readonly Answered[];
  /** The next messages get these answers, one each, in place of the API's own. */
  failNext(...answers: readonly Reply[]): void;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** What a rule makes of a request: an answer, and the message if the chat sees one. `isProbe`: it is about no message. */
export interface Ruled extends Reply {
  readonly message?: ChatMessage;
  readonly isProbe?: boolean;
}

/** Starts a chat API that goes by `rule`. */
export async function startChat(path: string, rule: (asked: Asked) => Ruled): Promise<ChatServer> {
  const messages: ChatMessage[] = [];
  const answers: Answered[] = [];
  const instead: Reply[] = [];
  const { origin, up, down } = await serve((asked): Reply => {
    const next = asked.method === 'POST' ? instead.shift() : undefined;
    const { message, isProbe, ...reply } = next === undefined ? rule(asked) : { ...next };
    if (message !== undefined) messages.push(message);
    if (isProbe !== true) answers.push({ status: reply.status ?? 200, body: reply.body });
    return reply;
  });
  return {
    url: `${origin}${path}`,
    messages,
    answers,
    failNext: (...more) => void instead.push(...more),
    up,
    down,
  };
}
