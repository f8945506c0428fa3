import type { AnyBulkWriteOperation } from 'mongodb';
import type { EventDocument, Mode } from './document.ts';

/**
 * How a document is written. A document that is there already, or a newer one in `upsert`, ends in a duplicate key, which is success.
 * @param time the field with the event time
 */
export function operationOf(document: EventDocument, mode: Mode, time: string): AnyBulkWriteOperation<EventDocument> {
  if (mode === 'append') return { insertOne: { document } };
  const { _id, ...replacement } = document;
  const at = replacement[time];
  const older = { $or: [{ [time]: { $lt: at } }, { [time]: at, count: { $lte: replacement.count } }] };
  // Of an event that is there with a later time nothing matches: the upsert then tries to insert, and the _id is taken.
  return { replaceOne: { filter: { _id, ...older }, replacement, upsert: true } };
}
