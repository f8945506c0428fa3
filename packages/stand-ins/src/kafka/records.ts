import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { Reader } from './reader.ts';

/** A record as a consumer gets it. */
export interface KafkaRecord {
  readonly key: string | undefined;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Unix ms. */
  readonly timestamp: number;
}

/** A record batch of message format 2 (KIP-98). */
export interface RecordBatch {
  readonly producerId: bigint;
  readonly sequence: number;
  readonly records: readonly KafkaRecord[];
}

/** A batch that no broker takes. */
export type BadBatch = 'CORRUPT_MESSAGE' | 'UNSUPPORTED_COMPRESSION_TYPE';

const format = 2;
const compressionBits = 0b111;
const decompressors: Readonly<Record<number, (bytes: Buffer) => Buffer>> = {
  0: (bytes) => bytes,
  1: (bytes) => gunzipSync(bytes),
  4: (bytes) => zstdDecompressSync(bytes),
};

/** Reads a batch, and checks its checksum and its numbers. Snappy and LZ4, which Node does not have, are refused. */
export function readBatch(bytes: Buffer): RecordBatch | BadBatch {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof RangeError) return 'CORRUPT_MESSAGE';
    throw error;
  }
}

function read(bytes: Buffer): RecordBatch | BadBatch {
  const reader = new Reader(bytes);
  reader.int64();
  const length = reader.int32();
  if (length !== reader.left) return 'CORRUPT_MESSAGE';
  reader.int32();
  if (reader.int8() !== format) return 'CORRUPT_MESSAGE';
  const checksum = reader.uint32();
  if (checksum !== crc32c(bytes.subarray(bytes.length - reader.left))) return 'CORRUPT_MESSAGE';
  const attributes = reader.int16();
  const lastOffset = reader.int32();
  const first = reader.int64();
  reader.int64();
  const producerId = reader.int64();
  reader.int16();
  const sequence = reader.int32();
  const count = reader.int32();
  if (lastOffset !== count - 1) return 'CORRUPT_MESSAGE';
  const decompress = decompressors[attributes & compressionBits];
  if (decompress === undefined) return 'UNSUPPORTED_COMPRESSION_TYPE';
  const body = new Reader(decompress(reader.take(reader.left)));
  const records = Array.from({ length: count }, (_, offset) => readRecord(body, first, offset));
  if (body.left > 0) return 'CORRUPT_MESSAGE';
  return { producerId, sequence, records };
}

function readRecord(body: Reader, first: bigint, offset: number): KafkaRecord {
  const record = new Reader(body.take(Number(body.varint())));
  record.int8();
  const timestamp = Number(first + record.varint());
  if (Number(record.varint()) !== offset) throw new RangeError('offsets of a batch count up from 0');
  const key = record.varintBytes()?.toString();
  const value = record.varintBytes()?.toString() ?? '';
  const headers = Array.from({ length: Number(record.varint()) }, () => {
    const name = record.varintBytes()?.toString() ?? '';
    return [name, record.varintBytes()?.toString() ?? ''] as const;
  });
  return { key, value, headers: Object.fromEntries(headers), timestamp };
}
