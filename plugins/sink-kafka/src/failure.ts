import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { login, type Meaning, meaningOf } from './meaning.ts';

type Fields = { readonly [field: string]: unknown };
type SinkError = RetryableError | RejectedError | ConfigError;

const isError = (value: unknown): value is Error & Fields => value instanceof Error;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isSinkError = (value: unknown): value is SinkError =>
  RetryableError.is(value) || RejectedError.is(value) || ConfigError.is(value);

/** What must not be shown, replaced. */
export type Hide = (text: string) => string;

/** The client's errors are trees: of tries, of brokers, of partitions, of causes. Of tries only the last one counts. */
export function leavesOf(error: unknown): readonly (Error & Fields)[] {
  if (!isError(error)) return [];
  if (isSinkError(error)) return [error];
  const errors: readonly unknown[] = Array.isArray(error.errors) ? error.errors : [];
  const isTries = / failed \d+ times?\.$/.test(error.message);
  const below = isTries ? errors.slice(-1) : errors.length > 0 ? errors : [error.cause];
  const leaves = below.flatMap(leavesOf);
  return leaves.length === 0 ? [error] : leaves;
}

/** Every error of a tree, those of earlier tries before those of later ones. */
export function errorsOf(error: unknown): readonly (Error & Fields)[] {
  if (!isError(error)) return [];
  const errors: readonly unknown[] = Array.isArray(error.errors) ? error.errors : [];
  return [error, ...[...errors, error.cause].flatMap(errorsOf)];
}

function meaningOfLeaf(error: Error & Fields): Meaning {
  if (typeof error.apiId === 'string') return meaningOf(error.apiId);
  if (error.code === 'PLT_KFK_AUTHENTICATION') return { kind: 'config', advice: login };
  if (error.code !== 'PLT_KFK_USER') return { kind: 'retry' };
  // The client says these in words only.
  if (error.message.startsWith('Unknown topic')) return meaningOf('UNKNOWN_TOPIC_OR_PARTITION');
  if (/requires TLS/.test(error.message)) return { kind: 'config', advice: 'set tls' };
  return { kind: 'retry' };
}

function sayLeaf(error: Error & Fields): string {
  const server = text(error.serverErrorMessage);
  if (typeof error.apiId === 'string') return `${error.apiId}${server === '' ? '' : `: ${server}`}`;
  // An AggregateError of node:net says nothing itself.
  return error.message || text(error.code) || error.name;
}

/** Brokers that fail alike are named once; more are of no use. */
const reasons = 3;

/** An error of a partition. @param where topic and partition */
export function errorOfMeaning(meaning: Meaning, said: string): SinkError {
  const advice = meaning.kind === 'rejected' ? undefined : meaning.advice;
  const message = advice === undefined ? said : `${said}; ${advice}`;
  if (meaning.kind === 'config') return new ConfigError(message);
  return meaning.kind === 'rejected' ? new RejectedError(message) : new RetryableError(message);
}

/** A failure of the client as one of the SDK's errors. */
export function translate(error: unknown, where: string, hide: Hide): SinkError {
  if (isSinkError(error)) return error;
  const leaves = leavesOf(error);
  const known: unknown = leaves.find(isSinkError);
  if (isSinkError(known)) return known;
  const judged = leaves.map(meaningOfLeaf);
  const config = judged.findIndex(({ kind }) => kind === 'config');
  const worst = config === -1 ? 0 : config;
  const said = config === -1 ? leaves : leaves.slice(worst, worst + 1);
  const parts = [...new Set(said.map(sayLeaf))].slice(0, reasons);
  return errorOfMeaning(judged[worst] ?? { kind: 'retry' }, hide(`${where}: ${parts.join('; ') || String(error)}`));
}
