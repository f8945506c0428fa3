import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';

type Meaning =
  | { readonly kind: 'retry' }
  | { readonly kind: 'rejected' }
  | { readonly kind: 'config'; readonly advice: string };

const rejected: Meaning = { kind: 'rejected' };
const config = (advice: string): Meaning => ({ kind: 'config', advice });
const credentials = config('check user, password and authSource');

/** The number of a duplicate key; source: MongoDB's src/mongo/base/error_codes.yml, as all numbers here. */
export const duplicateKey = 11000;

/** What is not here is tried again. */
const numbers: ReadonlyMap<number, Meaning> = new Map([
  [18, credentials],
  [8000, credentials],
  [11, credentials],
  [13, config('grant the user readWrite on the database')],
  [73, config('correct database or collection')],
  [166, config('the collection is a view: name another one')],
  [121, rejected],
  [2, rejected],
  [22, rejected],
  [52, rejected],
  [57, rejected],
  [10334, rejected],
  [17280, rejected],
  [duplicateKey, rejected],
]);

/** By the driver's class, for what no server said. */
const names: ReadonlyMap<string, Meaning> = new Map([
  ['MongoParseError', config('correct url')],
  ['MongoInvalidArgumentError', config('correct url')],
  ['MongoMissingCredentialsError', credentials],
  [
    'MongoMissingDependencyError',
    config('this needs a package of its own beside the driver: use another authMechanism or compressor'),
  ],
  ['MongoCompatibilityError', config('the server is too old for the driver: it needs MongoDB 4.4 or later')],
  ['BSONError', rejected],
  ['BSONRuntimeError', rejected],
]);

const numberOf = (error: unknown): number | undefined => {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'number' && !(error instanceof DOMException) ? code : undefined;
};

/** What a server's error number means. */
export function meaningOf(code: number): Meaning {
  return numbers.get(code) ?? { kind: 'retry' };
}

/** What is in an error's message of the driver that must not be shown, replaced. */
export type Hide = (text: string) => string;

/** A failure as one of the SDK's errors. @param where database and collection */
export function translate(error: unknown, where: string, hide: Hide): RetryableError | RejectedError | ConfigError {
  if (RetryableError.is(error) || RejectedError.is(error) || ConfigError.is(error)) return error;
  const number = numberOf(error);
  const name = error instanceof Error ? error.name : 'error';
  const said = hide(error instanceof Error ? error.message : String(error));
  // When no server could be selected the reason is below.
  const cause = error instanceof Error && error.cause instanceof Error ? names.get(error.cause.name) : undefined;
  const meaning = number === undefined ? (names.get(name) ?? cause) : meaningOf(number);
  const text = `${where}: ${name}${number === undefined ? '' : ` (${number})`}: ${said}`;
  if (meaning?.kind === 'config') return new ConfigError(`${text}; ${meaning.advice}`);
  if (meaning?.kind === 'rejected') return new RejectedError(text);
  return new RetryableError(text);
}
