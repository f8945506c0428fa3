import type { KubeEvent, Logger, Sink } from '@kubeherald/sink-sdk';
import { kubeEventerAgent } from '@kubeherald/sink-sdk/kube-eventer';
import { createSingleSending, Pace, sendAll } from '@kubeherald/sink-sdk/message';
import { type ApiOptions, createApi } from './api.ts';
import { checkKubeEventerOptions, createKubeEventerMessages } from './kube-eventer.ts';
import { createPayloads, type Payload, type PayloadOptions } from './payload.ts';
import { Unreached } from './unreached.ts';

/** The sink's options with their defaults. */
export type Options = ApiOptions &
  PayloadOptions & {
    readonly layout: 'event' | 'kube-eventer';
    readonly labels: readonly string[];
    readonly perMinute: number;
    readonly perHour: number;
  };

const kubeEventerHeaders = { 'Content-Type': 'application/json', 'User-Agent': kubeEventerAgent } as const;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Opens the sink.
 * @param now milliseconds of a clock that is never set: tokens and limits go by it
 * @throws ConfigError for options that cannot work
 */
export async function openApplication(options: Options, log: Logger, now: () => number): Promise<Sink> {
  if (options.layout === 'kube-eventer') checkKubeEventerOptions(options);
  const make = await createPayloads(options);
  const api = await createApi(options, now);
  const limits = [
    { most: options.perMinute, lengthMs: minuteMs },
    { most: options.perHour, lengthMs: hourMs },
  ];
  const tooFast = 'perMinute or perHour messages were sent: WeCom would drop more';
  const pace = new Pace(limits);
  const shared = { make, pace, tooFast, now };
  const sendSingly = createSingleSending(limits, pace, now);
  const messagesOf = createKubeEventerMessages(options);
  const unreached = new Unreached(log);
  return {
    deliver({ events }, { signal }) {
      const post = async ({ body }: Payload) => unreached.note(await api.send(body, signal));
      const digest = (some: typeof events) => sendAll(some, { ...shared, post });
      if (options.layout === 'event') return digest(events);
      const postOne = async (event: KubeEvent) => {
        for (const message of messagesOf.left(event)) {
          unreached.note(await api.send(message.body, signal, kubeEventerHeaders));
          messagesOf.sent(event, message);
        }
        messagesOf.done(event);
      };
      return sendSingly(events, { post: postOne, digest, each: options.toUsers?.length ?? 1 });
    },
    check: ({ signal }) => api.check(signal),
    close: () => api.close(),
  };
}
