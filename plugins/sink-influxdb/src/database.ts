import { ConfigError, type HttpReply, RejectedError } from '@kubeherald/sink-sdk';
import type { EndpointOptions } from './endpoint.ts';

/** A request below the server's base, with the credential. */
export type Ask = (
  method: 'GET' | 'POST',
  path: string,
  content?: { readonly type: string; readonly body: string },
) => Promise<HttpReply>;

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const quoted = (name: string): string => `"${name.replace(/["\\]/g, '\\$&')}"`;

function statementOf({ database, retentionPolicy }: EndpointOptions): string {
  const policy = retentionPolicy === undefined ? '' : ` WITH NAME ${quoted(retentionPolicy)}`;
  return `CREATE DATABASE ${quoted(database)}${policy}`;
}

/** InfluxDB 1 answers 200 and has the error in the result. */
function faultIn(text: string): string | undefined {
  const { results }: Fields = JSON.parse(text);
  const first: unknown = Array.isArray(results) ? results[0] : undefined;
  return isFields(first) && typeof first.error === 'string' ? first.error : undefined;
}

async function makeBucket(ask: Ask, { org = '', bucket = '' }: EndpointOptions): Promise<void> {
  const found: Fields = JSON.parse((await ask('GET', `/api/v2/orgs?${new URLSearchParams({ org }).toString()}`)).text);
  const first: unknown = Array.isArray(found.orgs) ? found.orgs[0] : undefined;
  if (!isFields(first) || typeof first.id !== 'string')
    throw new ConfigError(`there is no organisation ${org}; check org`);
  const body = JSON.stringify({ orgID: first.id, name: bucket, retentionRules: [] });
  await ask('POST', '/api/v2/buckets', { type: 'application/json', body });
}

async function makeDatabase(ask: Ask, options: EndpointOptions): Promise<void> {
  const body = new URLSearchParams({ q: statementOf(options) }).toString();
  const { text } = await ask('POST', '/query', { type: 'application/x-www-form-urlencoded', body });
  const fault = faultIn(text);
  if (fault !== undefined) throw new ConfigError(`the database was not made: ${fault}`);
}

/**
 * Makes the database or bucket.
 * @throws ConfigError when it may not be made, with what to do; RetryableError when the server does not answer
 */
export async function createDatabase(ask: Ask, options: EndpointOptions): Promise<void> {
  const byHand =
    options.version === 1
      ? `make it: ${statementOf(options)}`
      : `make it: influx bucket create --org ${options.org ?? ''} --name ${options.bucket ?? ''}`;
  try {
    await (options.version === 1 ? makeDatabase(ask, options) : makeBucket(ask, options));
  } catch (error) {
    if (!ConfigError.is(error) && !RejectedError.is(error) && !(error instanceof SyntaxError)) throw error;
    throw new ConfigError(`${error.message}; the credential may not make it, so ${byHand}`, { cause: error });
  }
}
