import { crc32 } from 'node:zlib';
import type { Sequence } from '../record.ts';

/** Opens every segment: eight bytes, the last of them the version of the format. */
export const magic = Buffer.from('KHJRNL\0\x01', 'latin1');

/**
 * Each record is framed: crc32 of all that follows (4 bytes), length of the body (4), sequence (8), its place in its group commit (4,
 * counted from 0), body. The place tells where a commit began: only the last commit can be torn, for each begins after the one
 * before it was durable.
 */
export const frameHead = 20;

const lengthAt = 4;
const sequenceAt = 8;
const placeAt = 16;
const wordValues = 0x1_0000_0000;
/** Above it a sequence would not be a safe integer. */
const highestWord = 0x20_0000;

/** Writes the head of the frame whose body lies from `start + frameHead` to `end`. */
export function sealFrame(buffer: Buffer, start: number, end: number, sequence: Sequence, place: number): void {
  buffer.writeUInt32LE(end - start - frameHead, start + lengthAt);
  buffer.writeUInt32LE(sequence % wordValues, start + sequenceAt);
  buffer.writeUInt32LE(Math.floor(sequence / wordValues), start + sequenceAt + 4);
  buffer.writeUInt32LE(place, start + placeAt);
  buffer.writeUInt32LE(crc32(buffer.subarray(start + lengthAt, end)), start);
}

/** Length of the body of a frame at `at`. */
export function bodyLength(buffer: Buffer, at: number): number {
  return buffer.readUInt32LE(at + lengthAt);
}

/** Sequence of a frame at `at`; NaN when the bytes there are none. */
export function frameSequence(buffer: Buffer, at: number): Sequence {
  const high = buffer.readUInt32LE(at + sequenceAt + 4);
  return high < highestWord ? buffer.readUInt32LE(at + sequenceAt) + high * wordValues : Number.NaN;
}

/** Place in its group commit of a frame at `at`. */
export function framePlace(buffer: Buffer, at: number): number {
  return buffer.readUInt32LE(at + placeAt);
}

/** Whether the checksum of the frame from `at` to `end` is right. */
export function isIntact(buffer: Buffer, at: number, end: number): boolean {
  return buffer.readUInt32LE(at) === crc32(buffer.subarray(at + lengthAt, end));
}
