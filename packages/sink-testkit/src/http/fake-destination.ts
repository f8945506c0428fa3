import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Arrival, type Destination, type Limit, type Refused, verdictsOf } from '../destination.ts';
import { isFields } from '../schema.ts';
import { type HttpAnswer, httpAnswers, type Mishap, type Replier, type Reply } from './answers.ts';
import { Listener } from './listener.ts';
import { fail, reply } from './play.ts';
import { type ReceivedRequest, readRequest } from './request.ts';
import { textsOf } from './texts.ts';

/** Milliseconds that `late` takes: time enough for whatever was sent beside it to overtake. */
const lateMs = 100;

type Sized = string | Uint8Array;

/** A limit of an HTTP API. */
export interface HttpLimit extends Limit {
  /** What it counts, of several the largest: a field of the JSON body (`markdown.text`), or a function of the request. Default: the body. */
  readonly of?: string | ((request: ReceivedRequest) => Sized | readonly Sized[]);
  /** The answer to a request that is over it. Default 413. */
  readonly reply?: Reply;
}

/** One of the things that a request brings. */
export interface Brought {
  readonly texts: readonly string[];
  readonly key?: string | undefined;
}

export interface FakeDestinationOptions {
  /** What it says when it takes a delivery. Default: 200 without a body. With a body, answers whose body cannot be read must be retried. */
  readonly accept?: Replier;
  /** Answers that it has besides those of {@link httpAnswers}, or instead of the one of that name; undefined takes one out. */
  readonly answers?: Readonly<Record<string, HttpAnswer | undefined>>;
  readonly limits?: Readonly<Record<string, HttpLimit>>;
  /** By which it knows a repeated request: the idempotency key. For requests that bring several things use `read`. */
  readonly key?: (request: ReceivedRequest) => string | undefined;
  /** What a request brings. Default: one thing, with every text in path, query and body. */
  readonly read?: (request: ReceivedRequest) => readonly Brought[];
  /**
   * Its answer to a request of several events of which it refuses some (a bulk API); `refused` has those of this request only.
   * Default: such a request is refused as a whole, with 400, or 503 when one is to be retried.
   */
  readonly refuse?: (request: ReceivedRequest, refused: Refused) => Reply;
  /** Requests that deliver nothing (fetching a token, looking up a name): their reply; undefined for all others. Never scripted. */
  readonly aside?: (request: ReceivedRequest) => Reply | undefined;
}

/** A destination on loopback that speaks HTTP. */
export interface FakeDestination extends Destination {
  readonly answers: Readonly<Record<string, HttpAnswer>>;
  /** `http://127.0.0.1:port`, once it has started. */
  readonly url: string;
  /** Every request since the last reset, those aside included, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** @throws RangeError for a name that `answers` does not have */
  script(answers: readonly (string | undefined)[]): Promise<void>;
  refuse(refused: Refused): void;
  /** @throws whatever an option of the author's (`read`, `key`, `aside`, …) threw while a request was served */
  arrived(): readonly Arrival[];
  reset(): Promise<void>;
}

/** Makes a destination for {@link conformance}, or for tests of one's own: `await fake.start()`, `fake.script(['429'])`, `fake.requests`. */
export function fakeDestination(options: FakeDestinationOptions = {}): FakeDestination {
  return new HttpDestination(options);
}

class HttpDestination implements FakeDestination {
  readonly answers: Readonly<Record<string, HttpAnswer>>;
  readonly limits: Readonly<Record<string, HttpLimit>>;
  readonly #options: FakeDestinationOptions;
  readonly #listener = new Listener((request, response) => void this.#serve(request, response));
  readonly #waiting = new Set<ServerResponse>();
  #requests: ReceivedRequest[] = [];
  #arrived: Arrival[] = [];
  #script: HttpAnswer[] = [];
  #refused: Refused = new Map();
  #fault: unknown;

  constructor(options: FakeDestinationOptions) {
    const { accept, answers, limits } = options;
    const bodyMatters = typeof accept === 'function' || accept?.body !== undefined;
    const all = Object.entries({ ...httpAnswers({ bodyMatters }), ...answers });
    this.answers = Object.fromEntries(all.flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])));
    this.limits = limits ?? {};
    this.#options = options;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#listener.port}`;
  }

  get requests(): readonly ReceivedRequest[] {
    return this.#requests;
  }

  start(): Promise<void> {
    return this.#listener.listen();
  }

  stop(): Promise<void> {
    return this.#listener.close();
  }

  async reset(): Promise<void> {
    this.#requests = [];
    this.#arrived = [];
    this.#fault = undefined;
    this.#script = [];
    this.#refused = new Map();
    this.#listener.cut([...this.#waiting].flatMap(({ socket }) => (socket === null ? [] : [socket])));
    this.#waiting.clear();
    await this.#listener.attend('serving');
  }

  arrived(): readonly Arrival[] {
    if (this.#fault !== undefined) throw this.#fault;
    return this.#arrived;
  }

  async script(names: readonly (string | undefined)[]): Promise<void> {
    const taken: HttpAnswer = { reply: this.#options.accept ?? {}, becomes: 'accepted' };
    this.#script = names.map((name) => (name === undefined ? taken : this.#answer(name)));
    const replies = this.#script.map((answer) => answer.reply);
    await this.#listener.attend(replies.includes('down') ? 'down' : replies.includes('silent') ? 'silent' : 'serving');
  }

  refuse(refused: Refused): void {
    this.#refused = refused;
  }

  #answer(name: string): HttpAnswer {
    const answer = this.answers[name];
    if (answer) return answer;
    const known = Object.keys(this.answers).join(', ');
    throw new RangeError(`The fake destination has no answer ${JSON.stringify(name)}; it has: ${known}`);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await buffer(incoming);
      const request = readRequest(incoming.method ?? '', incoming.url ?? '', incoming.headers, body);
      this.#requests.push(request);
      const aside = this.#options.aside?.(request);
      await (aside ? reply(response, aside) : this.#deliver(request, response));
    } catch (error) {
      // The sink hung up before it had sent all: nothing to answer, and no fault of the destination's.
      if (incoming.destroyed && !incoming.complete) return;
      this.#fault ??= error;
      await reply(response, { status: 500, body: `the fake destination failed: ${String(error)}` });
    }
  }

  /** What was scripted comes first, then what the request itself is to blame for, then the refusals. */
  async #deliver(request: ReceivedRequest, response: ServerResponse): Promise<void> {
    const { accept = {}, refuse } = this.#options;
    const scripted = this.#script.shift();
    const brought = this.#broughtBy(request);
    const sizes = sizesOf(request, this.limits);
    const take = (isAccepted: (texts: readonly string[]) => boolean) => {
      for (const { texts, key } of brought) {
        this.#arrived.push({ texts, accepted: isAccepted(texts), sizes, ...(key === undefined ? {} : { key }) });
      }
    };
    if (scripted !== undefined && !takes(scripted)) {
      take(() => scripted.reply === 'reset mid-body');
      return this.#play(scripted.reply, request, response);
    }
    const over = Object.entries(this.limits).find(([name, { max }]) => (sizes[name] ?? 0) > max)?.[1];
    if (over !== undefined || request.broken) {
      take(() => false);
      return reply(response, over?.reply ?? { status: over ? 413 : 400, body: over ? 'too large' : 'not JSON' });
    }
    const refused = new Map([...this.#refused].filter(([text]) => brought.some(({ texts }) => holds(texts, text))));
    if (refused.size > 0 && refuse === undefined) {
      this.#arrived.push({ texts: brought.flatMap(({ texts }) => texts), accepted: false, sizes });
      return reply(response, { status: [...refused.values()].includes('retry') ? 503 : 400, body: 'refused' });
    }
    if (refused.size > 0 && refuse !== undefined) {
      take((texts) => ![...refused.keys()].some((text) => holds(texts, text)));
      return reply(response, refuse(request, refused));
    }
    return this.#play(scripted?.reply ?? accept, request, response, () => take(() => true));
  }

  async #play(
    how: Replier | Mishap,
    request: ReceivedRequest,
    response: ServerResponse,
    before?: () => void,
  ): Promise<void> {
    const { accept = {} } = this.#options;
    if (how === 'hang' || how === 'silent' || how === 'down') this.#waiting.add(response);
    else if (how === 'late') await reply(response, { afterMs: lateMs, ...this.#made(accept, request) }, before);
    else if (typeof how === 'string') fail(response, how);
    else await reply(response, this.#made(how, request), before);
  }

  #made(how: Replier, request: ReceivedRequest): Reply {
    return typeof how === 'function' ? how(request) : how;
  }

  #broughtBy(request: ReceivedRequest): readonly Brought[] {
    const { read, key } = this.#options;
    // A body that is no JSON brings nothing, whatever `read` would make of it; its size still counts.
    if (request.broken) return [{ texts: [] }];
    return read?.(request) ?? [{ texts: textsOf(request), key: key?.(request) }];
  }
}

const holds = (texts: readonly string[], wanted: string): boolean => texts.some((text) => text.includes(wanted));

/** Whether the destination does with the delivery what it always does. */
function takes(answer: HttpAnswer): boolean {
  if (typeof answer.reply === 'string') return answer.reply === 'late';
  return verdictsOf(answer).includes('accepted');
}

function sizeOf(value: Sized, { unit }: Limit): number {
  if (unit === 'bytes') return Buffer.byteLength(value);
  return Array.from(typeof value === 'string' ? value : Buffer.from(value).toString()).length;
}

/** The texts at a path in JSON; a list on the way stands for each of its items. */
function textsAt(value: unknown, path: readonly string[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsAt(item, path));
  const [step, ...rest] = path;
  if (step === undefined) return typeof value === 'string' ? [value] : [];
  return isFields(value) ? textsAt(value[step], rest) : [];
}

function countedBy({ of }: HttpLimit, request: ReceivedRequest): readonly Sized[] {
  if (typeof of === 'string') return textsAt(request.json, of.split('.'));
  const counted = of?.(request) ?? request.body;
  return typeof counted === 'string' || counted instanceof Uint8Array ? [counted] : counted;
}

function sizesOf(
  request: ReceivedRequest,
  limits: Readonly<Record<string, HttpLimit>>,
): Readonly<Record<string, number>> {
  const sizes = Object.entries(limits).map(([name, limit]) => {
    return [name, Math.max(0, ...countedBy(limit, request).map((one) => sizeOf(one, limit)))];
  });
  return Object.fromEntries(sizes);
}
