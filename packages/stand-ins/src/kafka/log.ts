import { errorCodes } from './error-codes.ts';
import { type KafkaRecord, readBatch } from './records.ts';

/** What a producer wrote last into a partition. */
interface Writer {
  readonly sequence: number;
  readonly count: number;
  readonly offset: number;
}

/** A partition's log, with what makes an idempotent producer's batches appear once (KIP-98). */
export class Log {
  readonly records: KafkaRecord[] = [];
  readonly #writers = new Map<bigint, Writer>();

  /** @returns the number of an error, and the offset of the batch's first record */
  append(producerId: bigint, sequence: number, records: readonly KafkaRecord[]): { code: number; offset: number } {
    const offset = this.records.length;
    if (producerId >= 0n) {
      const last = this.#writers.get(producerId);
      if (last?.sequence === sequence && last.count === records.length)
        return { code: errorCodes.NONE, offset: last.offset };
      if (sequence !== (last === undefined ? 0 : last.sequence + last.count))
        return { code: errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, offset: -1 };
      this.#writers.set(producerId, { sequence, count: records.length, offset });
    }
    this.records.push(...records);
    return { code: errorCodes.NONE, offset };
  }
}

/** Whether a batch is one that a broker takes. */
export function parse(bytes: Buffer, largest: number): ReturnType<typeof readBatch> | 'MESSAGE_TOO_LARGE' {
  return bytes.length > largest ? 'MESSAGE_TOO_LARGE' : readBatch(bytes);
}
