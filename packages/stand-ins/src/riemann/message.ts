import { type Field, fieldsOf, WireError } from './wire.ts';

/** An event as Riemann's streams would see it. */
export interface RiemannEvent {
  /** Seconds; with a fraction when the sender gave microseconds. */
  readonly time?: number;
  readonly state?: string;
  readonly service?: string;
  readonly host?: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly ttl?: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly metric?: number;
}

export interface Msg {
  readonly events: readonly RiemannEvent[];
  readonly query?: string;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function bytes({ number, value }: Field, length?: number): Buffer {
  if (typeof value === 'bigint' || (length !== undefined && value.length !== length)) {
    throw new WireError(`field ${number} has another type`);
  }
  return value;
}

function text(field: Field): string {
  try {
    return utf8.decode(bytes(field));
  } catch (cause) {
    throw new WireError(`field ${field.number} is no UTF-8`, { cause });
  }
}

function integer({ number, value }: Field): bigint {
  if (typeof value !== 'bigint') throw new WireError(`field ${number} has another type`);
  return value;
}

const signed = (field: Field): number => Number(BigInt.asIntN(64, integer(field)));

function zigzag(field: Field): number {
  const value = integer(field);
  return Number((value >> 1n) ^ -(value & 1n));
}

function attributeOf(field: Field): readonly [string, string] {
  const fields = fieldsOf(bytes(field));
  const key = fields.findLast(({ number }) => number === 1);
  // The only field of the protocol that is required.
  if (key === undefined) throw new WireError('an attribute without its key');
  const value = fields.findLast(({ number }) => number === 2);
  return [text(key), value === undefined ? '' : text(value)];
}

interface Seen extends RiemannEvent {
  readonly micros?: number;
}

/** Fields of Event by their numbers: what each adds. Source: proto.proto of riemann-java-client. */
const readers: Readonly<Record<number, (field: Field, event: Seen) => Partial<Seen>>> = {
  1: (field) => ({ time: signed(field) }),
  2: (field) => ({ state: text(field) }),
  3: (field) => ({ service: text(field) }),
  4: (field) => ({ host: text(field) }),
  5: (field) => ({ description: text(field) }),
  7: (field, { tags }) => ({ tags: [...tags, text(field)] }),
  8: (field) => ({ ttl: bytes(field, 4).readFloatLE() }),
  9: (field, { attributes }) => {
    const [key, value] = attributeOf(field);
    return { attributes: { ...attributes, [key]: value } };
  },
  10: (field) => ({ micros: signed(field) }),
  13: (field) => ({ metric: zigzag(field) }),
  14: (field, { metric }) => ({ metric: metric ?? bytes(field, 8).readDoubleLE() }),
  15: (field, { metric }) => ({ metric: metric ?? bytes(field, 4).readFloatLE() }),
};

function eventOf(field: Field): RiemannEvent {
  let seen: Seen = { tags: [], attributes: {} };
  for (const one of fieldsOf(bytes(field))) seen = { ...seen, ...readers[one.number]?.(one, seen) };
  const { micros, ...event } = seen;
  // The server takes the finer of the two times.
  return micros === undefined ? event : { ...event, time: micros / 1e6 };
}

/** Reads a frame's content. @throws WireError for what is no Msg */
export function decodeMsg(frame: Buffer): Msg {
  const fields = fieldsOf(frame);
  const events = fields.filter(({ number }) => number === 6).map(eventOf);
  const query = fields.findLast(({ number }) => number === 5);
  const string = query && fieldsOf(bytes(query)).findLast(({ number }) => number === 1);
  return string === undefined ? { events } : { events, query: text(string) };
}

/** `Msg{ok}` or `Msg{ok, error}` in its frame. */
export function encodeAnswer(error: string | undefined): Buffer {
  const said = Buffer.from(error ?? '');
  const length = said.length < 0x80 ? [said.length] : [(said.length & 0x7f) | 0x80, said.length >> 7];
  if (said.length > 0x3fff) throw new RangeError('an error of more than 16 KiB');
  const message = Buffer.concat([
    Buffer.from([0x10, error === undefined ? 1 : 0]),
    ...(error === undefined ? [] : [Buffer.from([0x1a, ...length]), said]),
  ]);
  const frame = Buffer.alloc(4 + message.length);
  frame.writeUInt32BE(message.length);
  message.copy(frame, 4);
  return frame;
}
