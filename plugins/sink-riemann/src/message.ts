import { Reader, Writer } from 'protobufjs/minimal.js';
import type { RiemannEvent } from './event.ts';

/** Wire types of protobuf. */
const varint = 0;
const fixed64 = 1;
const delimited = 2;
const fixed32 = 5;

const tag = (field: number, wireType: number): number => (field << 3) | wireType;

/** Bytes of the length before each message. */
export const headBytes = 4;

function text(writer: Writer, field: number, value: string): void {
  // Half a surrogate pair has no UTF-8.
  if (value !== '') writer.uint32(tag(field, delimited)).string(value.toWellFormed());
}

function attribute(writer: Writer, name: string, value: string): void {
  writer.uint32(tag(9, delimited)).fork();
  // The key is a required field, even when it is empty.
  writer.uint32(tag(1, delimited)).string(name.toWellFormed());
  // An empty value is one, too.
  writer.uint32(tag(2, delimited)).string(value.toWellFormed());
  writer.ldelim();
}

/** Fields of Event by their numbers. Source: proto.proto of riemann-java-client. */
function encodeEvent(writer: Writer, event: RiemannEvent): void {
  if (event.time !== undefined) writer.uint32(tag(1, varint)).int64(event.time);
  text(writer, 2, event.state);
  text(writer, 3, event.service);
  text(writer, 4, event.host);
  text(writer, 5, event.description);
  for (const one of event.tags) text(writer, 7, one);
  writer.uint32(tag(8, fixed32)).float(event.ttl);
  for (const [name, value] of Object.entries(event.attributes)) attribute(writer, name, value);
  if (event.timeMicros !== undefined) writer.uint32(tag(10, varint)).int64(event.timeMicros);
  writer.uint32(tag(13, varint)).sint64(event.metric);
}

/** A Msg with these events in its frame: the length as 32 bits, big-endian, then the message. */
export function encodeFrame(events: readonly RiemannEvent[]): Uint8Array {
  const writer = Writer.create();
  for (const event of events) {
    writer.uint32(tag(6, delimited)).fork();
    encodeEvent(writer, event);
    writer.ldelim();
  }
  const message = writer.finish();
  const frame = Buffer.alloc(headBytes + message.length);
  frame.writeUInt32BE(message.length);
  frame.set(message, headBytes);
  return frame;
}

/** What the server says to a message. */
export interface Answer {
  readonly ok: boolean;
  readonly error: string;
}

/** Reads the Msg of an answer; undefined: it is none. */
export function decodeAnswer(message: Uint8Array): Answer | undefined {
  const reader = Reader.create(message);
  let ok: boolean | undefined;
  let error = '';
  try {
    while (reader.pos < reader.len) {
      const key = reader.uint32();
      if (key === tag(2, varint)) ok = reader.bool();
      else if (key === tag(3, delimited)) error = reader.string();
      else if ([varint, fixed64, delimited, fixed32].includes(key & 7) && key >>> 3 > 0) reader.skipType(key & 7);
      else return undefined;
    }
  } catch (fault) {
    // What the reader throws for bytes that are no protobuf.
    if (fault instanceof Error) return undefined;
    throw fault;
  }
  return ok === undefined ? undefined : { ok, error };
}
