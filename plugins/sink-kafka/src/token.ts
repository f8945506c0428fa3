import { readFile } from 'node:fs/promises';
import { ConfigError, createHttpClient, RetryableError } from '@kubeherald/sink-sdk';
import type { SaslOptions } from './sasl.ts';

/** Gives the token for one login. @throws one of the SDK's errors */
export type Token = () => Promise<string>;

const isFields = (value: unknown): value is { readonly [field: string]: unknown } =>
  typeof value === 'object' && value !== null;

/** Forms carry their fields percent-encoded; RFC 6749 §2.3.1 wants the client's name and secret so in the header, too. */
const form = (text: string): string => new URLSearchParams({ text }).toString().slice('text='.length);

async function fromFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new RetryableError(`sasl.tokenFile: the file cannot be read (${why})`, { cause: error });
  }
}

/** Asks for a token by the client-credentials grant (RFC 6749 §4.4), each time anew: logins are rare. */
async function fromUrl(url: string, { clientId = '', clientSecret = '', scope }: SaslOptions): Promise<Token> {
  const basic = Buffer.from(`${form(clientId)}:${form(clientSecret)}`).toString('base64');
  const advice = 'check sasl.clientId, sasl.clientSecret and sasl.scope';
  const refused = { kind: 'config', advice } as const;
  const statuses = { 400: refused, 401: refused, 403: refused };
  const client = await createHttpClient({ url, secrets: [clientSecret, basic], statuses });
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
  const headers = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
  return async () => {
    const { text } = await client.send({ headers, body: body.toString(), confidential: true });
    const token = readToken(text);
    if (token === undefined) throw new RetryableError('sasl.tokenUrl: the answer has no access_token');
    return token;
  };
}

function readToken(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return isFields(answer) && typeof answer.access_token === 'string' ? answer.access_token : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** @throws ConfigError when not exactly one way to a token is given */
export async function createToken(options: SaslOptions): Promise<Token> {
  const { token, tokenFile, tokenUrl } = options;
  const given = [token, tokenFile, tokenUrl].filter((one) => one !== undefined);
  if (given.length !== 1) throw new ConfigError('sasl: oauthbearer takes one of token, tokenFile and tokenUrl');
  if (tokenUrl !== undefined) {
    if (options.clientId === undefined || options.clientSecret === undefined)
      throw new ConfigError('sasl: tokenUrl needs clientId and clientSecret');
    return fromUrl(tokenUrl, options);
  }
  return tokenFile === undefined ? async () => token ?? '' : () => fromFile(tokenFile);
}
