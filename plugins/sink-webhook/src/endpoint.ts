import {
  type Call,
  createHttpClient,
  joinHeaders,
  type KubeEvent,
  type Logger,
  type Meaning,
  RejectedError,
  type Sink,
} from '@kubeherald/sink-sdk';
import { kubeEventerAgent } from '@kubeherald/sink-sdk/kube-eventer';
import { codesOf } from './answer-code.ts';
import type { Options } from './config.ts';
import { deliverSingly } from './deliver.ts';
import { isHeaderValue, secretsIn } from './headers.ts';
import { checkRequestOptions } from './idle-options.ts';
import { createTokens } from './oauth2.ts';
import { isGoodAnswer } from './options-request.ts';
import { createPayload } from './payload.ts';
import { signatureHeaders } from './signature.ts';

/** Clocks that a test may hold. */
export interface Clocks {
  /** Unix ms. */
  readonly date: () => number;
  /** Milliseconds, never set. */
  readonly steady: () => number;
}

/** No event is to blame for it: they wait until the credential is right, instead of being refused one after the other. */
const unwelcome: Meaning = { kind: 'config', advice: 'check the credential in headers or url' };

/** Said of a token that was just given. */
const refusedToken: Meaning = {
  kind: 'config',
  advice: 'the destination refuses tokens of this authorisation server: check oauth2.scope and oauth2.audience',
};

/**
 * Opens the sink of any HTTP endpoint.
 * @throws ConfigError for options that cannot work
 */
export async function openEndpoint(
  options: Options,
  { date, steady }: Clocks,
  log: Pick<Logger, 'warn'>,
): Promise<Sink> {
  checkRequestOptions(options);
  const { signature, oauth2, answerCode } = options;
  // kube-eventer sends the headers that it was given and no others.
  const bare = options.layout === 'kube-eventer';
  const payload = await createPayload(options, (message) => log.warn(message));
  const given = joinHeaders(bare ? { 'User-Agent': kubeEventerAgent } : {}, options.headers);
  const headers = joinHeaders(bare ? {} : { 'content-type': payload.contentType }, given);
  const secrets = [...secretsIn(options.headers), ...(signature === undefined ? [] : [signature.secret])];
  const client = await createHttpClient({
    ...options,
    ...(answerCode === undefined ? {} : { codes: codesOf(answerCode) }),
    statuses: { 401: unwelcome },
    secrets,
  });
  const tokens = oauth2 && (await createTokens(oauth2, { ...options }, steady));

  type Request = Parameters<typeof client.send>[0] & { readonly headers: Readonly<Record<string, string>> };
  /** With a token, and once more with a new one when that is refused: a server may end a token before its time. */
  const send = async (request: Request, { signal }: Call): Promise<void> => {
    if (tokens === undefined) {
      await client.send({ ...request, signal });
      return;
    }
    const attempt = async (isLast: boolean): Promise<boolean> => {
      const authorization = await tokens.authorization(signal);
      const accept = (status: number) => (status === 401 && !isLast) || (request.accept?.(status) ?? false);
      const own = {
        ...request,
        headers: joinHeaders(request.headers, { authorization }),
        statuses: { 401: refusedToken },
        secrets: tokens.given(),
      };
      const { status } = await client.send({ ...own, accept, signal });
      if (status !== 401) return true;
      tokens.refuse(authorization);
      return false;
    };
    if (!(await attempt(false))) await attempt(true);
  };
  const post = async (body: string, key: string, call: Call) => {
    const signed = signature === undefined ? {} : signatureHeaders(body, signature, date());
    const keyed = !bare && isHeaderValue(key) ? { 'idempotency-key': key } : {};
    await send({ method: options.method, headers: joinHeaders(headers, keyed, signed), body }, call);
  };
  /** What a template says of one event; a template that stumbles over an event must not hold up the others. */
  const bodyOf = (event: KubeEvent): string => {
    try {
      return payload.one(event);
    } catch (error) {
      throw new RejectedError(`the template failed: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  };
  return {
    async deliver(batch, call) {
      if (batch.events.length === 0) return undefined;
      if (options.batch === 'single') {
        return deliverSingly(batch, options.connections, async (event) => post(bodyOf(event), event.id, call));
      }
      await post(payload.many(batch.events.map(bodyOf)), batch.id, call);
      return undefined;
    },
    check: (call) => send({ method: 'OPTIONS', headers: given, accept: isGoodAnswer }, call),
    async close() {
      await Promise.all([client.close(), tokens?.close()]);
    },
  };
}
