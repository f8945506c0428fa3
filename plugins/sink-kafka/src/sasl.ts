import { ConfigError } from '@kubeherald/sink-sdk';
import type { SASLOptions } from '@platformatic/kafka';
import { createToken } from './token.ts';

export interface SaslOptions {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512' | 'oauthbearer';
  readonly username?: string;
  readonly password?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly tokenUrl?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly extensions: Readonly<Record<string, string>>;
}

const names = { plain: 'PLAIN', 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512' } as const;

/**
 * The login as the client wants it.
 * @throws ConfigError for options that do not go together
 */
export async function saslOf(options: SaslOptions): Promise<SASLOptions> {
  const { mechanism, username, password, extensions } = options;
  if (mechanism === 'oauthbearer') {
    const oauthBearerExtensions = { ...extensions };
    return { mechanism: 'OAUTHBEARER', token: await createToken(options), oauthBearerExtensions };
  }
  if (username === undefined || password === undefined)
    throw new ConfigError(`sasl: ${mechanism} needs username and password`);
  return { mechanism: names[mechanism], username, password };
}
