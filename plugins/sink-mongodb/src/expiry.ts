import { ConfigError, type Logger } from '@kubeherald/sink-sdk';
import { type Collection, type Db, MongoServerError } from 'mongodb';
import type { EventDocument } from './document.ts';

const indexName = 'kubeherald_ttl';

/** IndexOptionsConflict, IndexKeySpecsConflict: an index on the field is there with another time or name. */
const conflicts: ReadonlySet<unknown> = new Set([85, 86]);
const unauthorized = 13;

/**
 * Lets the server delete documents by their age: makes the TTL index, or sets the time of one that is there.
 * @throws ConfigError when the user may not; what the driver says
 */
export async function expireAfter(
  database: Db,
  collection: Collection<EventDocument>,
  field: string,
  seconds: number,
  log: Logger,
): Promise<void> {
  try {
    await collection.createIndex({ [field]: 1 }, { name: indexName, expireAfterSeconds: seconds });
  } catch (error) {
    if (!(error instanceof MongoServerError)) throw error;
    if (error.code === unauthorized) throw mayNot(error, field, seconds);
    if (!conflicts.has(error.code)) throw error;
    await change(database, collection, field, seconds);
    log.info({ field, seconds }, `changed the TTL index on ${field} to ${seconds} s`);
  }
}

async function change(
  database: Db,
  collection: Collection<EventDocument>,
  field: string,
  seconds: number,
): Promise<void> {
  const index = { keyPattern: { [field]: 1 }, expireAfterSeconds: seconds };
  try {
    // A server before 5.1 makes no TTL index of a plain one: it says so, and what to do.
    await database.command({ collMod: collection.collectionName, index });
  } catch (error) {
    if (error instanceof MongoServerError && error.code === unauthorized) throw mayNot(error, field, seconds);
    throw error;
  }
}

function mayNot(error: MongoServerError, field: string, seconds: number): ConfigError {
  return new ConfigError(
    `ttl: the user may neither make nor change the TTL index (${error.message}); grant createIndex and collMod, or make it yourself and leave ttl out: createIndex({ ${field}: 1 }, { expireAfterSeconds: ${seconds} })`,
  );
}
