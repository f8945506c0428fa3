import type { Collection, Db, MongoClient } from 'mongodb';
import type { EventDocument } from './document.ts';

/** A client, made when it is needed and again after an operation was aborted: the driver can end a write only by ending its client. */
export class Session {
  readonly #make: () => MongoClient;
  readonly #database: string;
  readonly #collection: string;
  #client: MongoClient | undefined;
  /** Clients that are ending. */
  readonly #ending = new Set<Promise<void>>();

  constructor(make: () => MongoClient, database: string, collection: string) {
    this.#make = make;
    this.#database = database;
    this.#collection = collection;
  }

  /**
   * Does something with the collection, until the signal aborts.
   * @throws what the driver says; the signal's reason
   */
  async use<Result>(
    work: (collection: Collection<EventDocument>, database: Db) => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    signal.throwIfAborted();
    this.#client ??= this.#make();
    const client = this.#client;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => {
      this.#end(client);
      reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      const database = client.db(this.#database);
      const working = work(database.collection<EventDocument>(this.#collection), database);
      return await Promise.race([working, aborted]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends everything. Safe twice. */
  async close(): Promise<void> {
    if (this.#client) this.#end(this.#client);
    await Promise.all(this.#ending);
  }

  #end(client: MongoClient): void {
    if (this.#client === client) this.#client = undefined;
    // How a client ends that is thrown away is nothing to act on; the connections are gone either way.
    const ending: Promise<void> = client.close().then(
      () => {
        this.#ending.delete(ending);
      },
      () => {
        this.#ending.delete(ending);
      },
    );
    this.#ending.add(ending);
  }
}
