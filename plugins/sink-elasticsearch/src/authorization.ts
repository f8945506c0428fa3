import { ConfigError } from '@kubeherald/sink-sdk';

import { type AwsKey, type Signed, signAws } from './aws-signature.ts';

export interface Credentials {
  readonly aws?: AwsKey;
  readonly apiKey?: string;
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
}

/** How requests prove who sends them. */
export interface Authorization {
  readonly headers: Readonly<Record<string, string>>;
  /** The headers of one request, where they differ from request to request. */
  readonly sign?: (request: Signed) => Readonly<Record<string, string>>;
  /** The options it was made of, for errors to name. */
  readonly options: string;
  readonly secrets: readonly string[];
}

/** What the service is called in signatures. */
const awsService = 'es';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * The authorization header of the given options.
 * @throws ConfigError when there are several kinds of them, or half of one
 */
export function authorization({ aws, apiKey, username, password, token }: Credentials): Authorization {
  const given = Object.entries({ aws, apiKey, username, token }).flatMap(([name, value]) =>
    value === undefined ? [] : name,
  );
  if (given.length > 1) {
    throw new ConfigError(`${given.join(' and ')}: expected one of aws, apiKey, username with password, and token`);
  }
  if ((username === undefined) !== (password === undefined)) {
    throw new ConfigError('username and password go together, but only one is given');
  }
  if (aws !== undefined) {
    const secrets = [aws.secretAccessKey, ...(aws.sessionToken === undefined ? [] : [aws.sessionToken])];
    return { headers: {}, sign: (request) => signAws(request, aws, awsService), options: 'aws', secrets };
  }
  if (apiKey !== undefined) {
    // The encoded form is base64, which has no colon.
    const encoded = apiKey.includes(':') ? base64(apiKey) : apiKey;
    return { headers: { authorization: `ApiKey ${encoded}` }, options: 'apiKey', secrets: [apiKey, encoded] };
  }
  if (username !== undefined && password !== undefined) {
    const encoded = base64(`${username}:${password}`);
    const secrets = [password, encoded];
    return { headers: { authorization: `Basic ${encoded}` }, options: 'username and password', secrets };
  }
  if (token !== undefined) {
    return { headers: { authorization: `Bearer ${token}` }, options: 'token', secrets: [token] };
  }
  return {
    headers: {},
    options: 'url, apiKey, username and password, or token (none of them has a credential)',
    secrets: [],
  };
}
