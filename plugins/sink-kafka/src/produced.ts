import type { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { errorOfMeaning, errorsOf, type Hide, translate } from './failure.ts';
import { meaningOf } from './meaning.ts';

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Names a partition. */
export const partitionKey = (topic: string, partition: number): string => `${topic}/${partition}`;

/** What became of a partition's records: taken, or why not. */
export type Produced = 'taken' | RetryableError | RejectedError | ConfigError;

/** Reads the answer that one of the client's errors was made of, when it is an answer to Produce. */
function readResponse(error: Fields, found: Map<string, Produced>, hide: Hide): void {
  if (!isFields(error.response)) return;
  for (const [at, topic] of list(error.response.responses).entries()) {
    if (!isFields(topic)) continue;
    for (const [position, partition] of list(topic.partitionResponses).entries()) {
      if (!isFields(partition)) continue;
      const key = partitionKey(String(topic.name), Number(partition.index));
      // Whoever has taken the records once has them, whatever a later try says.
      if (found.get(key) === 'taken') continue;
      if (partition.errorCode === 0) {
        found.set(key, 'taken');
        continue;
      }
      const path = `/responses/${at}/partition_responses/${position}`;
      const own = list(error.errors).find((one) => isFields(one) && one.path === path);
      const name = isFields(own) ? String(own.apiId) : `error ${String(partition.errorCode)}`;
      const server = isFields(own) && typeof own.serverErrorMessage === 'string' ? `: ${own.serverErrorMessage}` : '';
      found.set(key, errorOfMeaning(meaningOf(name), hide(`${key}: ${name}${server}`)));
    }
  }
}

/**
 * Reads from the client's error what became of each partition: brokers answer for themselves, and for every partition apart.
 * @returns a function of the partition's name
 */
export function readFailure(error: unknown, hide: Hide): (key: string) => Produced {
  const found = new Map<string, Produced>();
  for (const one of errorsOf(error)) {
    // The answers of the brokers that took everything.
    const { produced } = one;
    for (const offset of list(isFields(produced) ? produced.offsets : undefined)) {
      if (isFields(offset)) found.set(partitionKey(String(offset.topic), Number(offset.partition)), 'taken');
    }
  }
  for (const one of errorsOf(error)) readResponse(one, found, hide);
  return (key) => found.get(key) ?? translate(error, `Kafka, ${key}`, hide);
}
