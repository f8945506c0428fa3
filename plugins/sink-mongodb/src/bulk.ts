import { type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { type AnyBulkWriteOperation, type Collection, MongoBulkWriteError } from 'mongodb';
import type { EventDocument } from './document.ts';
import { duplicateKey, type Hide, meaningOf } from './failure.ts';

/** What became of a bulk write. */
export interface Written {
  readonly inserted: number;
  readonly replaced: number;
  readonly refusals: readonly Refusal[];
}

/**
 * Writes documents, each on its own: one that is refused holds up no other.
 * @param ids of the operations, in their order
 * @throws what the driver says when it says nothing of single documents, or when the write concern was not met: then all come again
 */
export async function writeAll(
  collection: Collection<EventDocument>,
  operations: AnyBulkWriteOperation<EventDocument>[],
  ids: readonly string[],
  hide: Hide,
): Promise<Written> {
  try {
    const { insertedCount, upsertedCount, modifiedCount } = await collection.bulkWrite(operations, { ordered: false });
    return { inserted: insertedCount + upsertedCount, replaced: modifiedCount, refusals: [] };
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
    const failures = [error.writeErrors].flat();
    if (failures.length === 0) throw error;
    const taken = failures.filter(({ code }) => code === duplicateKey).map(({ index }) => ids[index] ?? '');
    const known = await knownOf(collection, taken);
    const refusals = failures.flatMap(({ index, code, errmsg }): Refusal[] => {
      // Of the key _id: the document is there. Of another unique index of the collection's: it is not.
      if (code === duplicateKey && known.has(ids[index] ?? '')) return [];
      const text = `document ${index} was refused (${code}): ${hide(errmsg ?? 'no message')}`;
      const rejected = meaningOf(code).kind === 'rejected';
      return [{ index, error: rejected ? new RejectedError(text) : new RetryableError(text) }];
    });
    const { insertedCount, upsertedCount, modifiedCount } = error.result;
    return { inserted: insertedCount + upsertedCount, replaced: modifiedCount, refusals };
  }
}

async function knownOf(collection: Collection<EventDocument>, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const found = await collection.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } }).toArray();
  return new Set(found.map(({ _id }) => _id));
}
