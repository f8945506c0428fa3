import { ConfigError, createHttpClient, type HttpReply, RetryableError } from '@kubeherald/sink-sdk';

/** The metadata service of the ECS machine. */
export interface Metadata {
  /**
   * The text at a path below `/latest/meta-data/`.
   * @param instead the options that make the question needless, for errors to name
   * @throws RetryableError when the service does not answer, ConfigError when it has nothing there
   */
  text(path: string, instead: string, signal: AbortSignal): Promise<string>;
  close(): Promise<void>;
}

/** The service is on the machine's own host: one that takes longer is not there. */
const timeout = '3s';

/** Seconds for which the token of the hardened mode is asked; each question asks for its own. */
const tokenSeconds = '60';

/**
 * Where ECS documents it: help.aliyun.com/en/ecs/user-guide/view-instance-metadata. Never asked through a proxy.
 * @throws ConfigError for a URL that cannot work
 */
export async function createMetadata(url: string): Promise<Metadata> {
  const base = `${url.replace(/\/+$/, '')}/latest`;
  const client = await createHttpClient({ url: base, timeout, proxy: 'none' });

  /** In the hardened mode the service answers only who fetched a token before; in the other one a token does no harm. */
  const tokenHeader = async (signal: AbortSignal): Promise<Record<string, string>> => {
    const reply = await client.send({
      method: 'PUT',
      url: `${base}/api/token`,
      headers: { 'x-aliyun-ecs-metadata-token-ttl-seconds': tokenSeconds },
      signal,
      accept: () => true,
      confidential: true,
    });
    return reply.status === 200 ? { 'x-aliyun-ecs-metadata-token': reply.text.trim() } : {};
  };

  const ask = async (path: string, signal: AbortSignal): Promise<HttpReply> =>
    client.send({
      method: 'GET',
      url: `${base}/meta-data/${path}`,
      headers: await tokenHeader(signal),
      signal,
      accept: (status) => status < 500 && status !== 429,
      confidential: true,
    });

  return {
    async text(path, instead, signal) {
      try {
        const { status, text } = await ask(path, signal);
        const said = text.trim();
        if (status === 200 && said !== '') return said;
        throw new ConfigError(`${instead} is not configured, and the ECS metadata service has none (${status})`);
      } catch (error) {
        if (!RetryableError.is(error)) throw error;
        const advice = 'is this an ECS machine?';
        throw new RetryableError(`${instead} is not configured, and asking ECS failed: ${error.message}; ${advice}`, {
          cause: error,
        });
      }
    },
    close: () => client.close(),
  };
}
