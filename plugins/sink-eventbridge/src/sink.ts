import { randomUUID } from 'node:crypto';
import { type AccessKey, createIdentity, type IdentityOptions } from '@kubeherald/aliyun';
import { createHttpClient, type Meaning, type Sink, type SinkContext } from '@kubeherald/sink-sdk';
import { encodeEvent } from './cloud-event.ts';
import { deliverAll } from './deliver.ts';
import { readReply } from './reply.ts';
import { bodyOf, type Item, requestsOf } from './requests.ts';
import { signedHeaders } from './sign.ts';

type ClientOptions = Parameters<typeof createHttpClient>[0];

/** The options of the config, with the defaults filled in. */
export type Options = ClientOptions &
  IdentityOptions & {
    readonly eventBus: string;
    readonly accountId?: string;
    readonly clusterId?: string;
    readonly endpoint?: string;
    readonly scheme: 'https' | 'http';
    readonly eventsPerRequest: number;
    readonly internal: boolean;
  };

const path = '/openapi/putEvents';

function statusesFor(credential: string): Readonly<Record<number, Meaning>> {
  const refused = `EventBridge refuses the key: check ${credential}, its policy (eventbridge:PutEvents) and this machine's clock`;
  const gone: Meaning = { kind: 'config', advice: 'check eventBus, region, accountId and endpoint' };
  return {
    401: { kind: 'config', advice: refused },
    403: { kind: 'config', advice: refused },
    404: gone,
    405: gone,
    409: gone,
  };
}

/**
 * @param now Unix ms
 * @throws ConfigError for options that cannot work
 */
export async function openEventBridge(
  options: Options,
  { log, cluster }: Pick<SinkContext, 'log' | 'cluster'>,
  now: () => number,
): Promise<Sink> {
  const identity = await createIdentity(options, log, now);
  const statuses = statusesFor(identity.options);
  const client = await createHttpClient({ ...options, secrets: identity.secrets, statuses });

  const placeOf = async (signal: AbortSignal) => {
    const region = await identity.region(signal);
    const accountId = options.accountId ?? (await identity.accountId(signal));
    const host = `${accountId}.eventbridge.${region}${options.internal ? '-vpc' : ''}.aliyuncs.com`;
    const origin = options.endpoint?.replace(/\/$/, '') ?? `${options.scheme}://${host}`;
    return { region, accountId, origin, clusterId: options.clusterId ?? cluster, eventBus: options.eventBus };
  };

  const put = async (origin: string, items: readonly Item[], signal: AbortSignal) => {
    const body = bodyOf(items);
    const reply = await identity.withKey(signal, (key: AccessKey) => {
      const headers = signedHeaders(path, { now: now(), nonce: randomUUID() }, key);
      return client.send({ url: `${origin}${path}`, headers, body, signal });
    });
    return readReply(reply, items.length, client.hide);
  };

  return {
    async deliver({ events }, { signal }) {
      if (events.length === 0) return undefined;
      const place = await placeOf(signal);
      const items = events.map((event, index) => ({ index, json: encodeEvent(event, place) }));
      return deliverAll(requestsOf(items, options.eventsPerRequest), (some) => put(place.origin, some, signal));
    },
    async close() {
      await Promise.all([client.close(), identity.close()]);
    },
  };
}
