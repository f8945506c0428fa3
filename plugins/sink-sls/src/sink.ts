import { createIdentity, type IdentityOptions } from '@kubeherald/aliyun';
import { ConfigError, type Logger, parseBytes, RejectedError, type Sink } from '@kubeherald/sink-sdk';
import { type ApiOptions, createApi } from './api.ts';
import { eventLayout, kubeEventerLayout } from './contents.ts';
import { deliverAll } from './deliver.ts';
import type { GroupOptions } from './log-group.ts';
import { acceptedTime, kubeEventerTime } from './log-time.ts';
import { type Item, Requests } from './requests.ts';

/** The options of the config, with the defaults filled in. */
export type Options = ApiOptions &
  IdentityOptions &
  GroupOptions & {
    readonly labels: Readonly<Record<string, string>>;
    readonly layout: 'event' | 'kube-eventer';
    readonly raw: boolean;
    readonly requestBytes: string;
  };

/** Smaller requests would cut what usual events consist of; larger ones are refused. */
const range = { least: 16_384, most: 10_000_000 } as const;

/**
 * @param now Unix ms
 * @throws ConfigError for options that cannot work
 */
export async function openSls(options: Options, log: Logger, now: () => number): Promise<Sink> {
  const requestBytes = parseBytes(options.requestBytes);
  if (requestBytes < range.least || requestBytes > range.most) {
    throw new ConfigError('requestBytes: expected 16KiB to 10MB');
  }
  const identity = await createIdentity(options, log, now);
  const api = await createApi(options, identity, now);
  const isOurs = options.layout === 'event';
  const layout = isOurs ? eventLayout(options.raw) : kubeEventerLayout;
  const timeOf = isOurs ? acceptedTime : kubeEventerTime;
  const requests = new Requests(options, layout, requestBytes);
  return {
    async deliver({ events }, call) {
      const items = events.map((event, index) => requests.item(event, index, now(), timeOf));
      const put = async (some: readonly Item[]) => {
        try {
          await api.put(requests.body(some), call);
        } catch (error) {
          if (isOurs || !refusesTime(error)) throw error;
          const accepted = events.map((event, index) => requests.item(event, index, now()));
          await api.put(requests.body(some.flatMap(({ index }) => accepted[index] ?? [])), call);
        }
      };
      return deliverAll(requests.split(items), put);
    },
    check: (call) => api.check(call),
    async close() {
      await Promise.all([api.close(), identity.close()]);
    },
  };
}

/** Whether SLS would take the logs under another time: one is too old, or too far ahead. */
const refusesTime = (error: unknown): boolean => RejectedError.is(error) && error.message.includes('InvalidTimestamp');
