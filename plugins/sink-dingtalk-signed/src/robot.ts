import { createHttpClient, type KubeEvent, type Sink, type SinkContext } from '@kubeherald/sink-sdk';
import { kubeEventerAgent } from '@kubeherald/sink-sdk/kube-eventer';
import { createSingleSending, Pace, sendAll } from '@kubeherald/sink-sdk/message';
import type { Options } from './config.ts';
import { checkKubeEventerOptions, kubeEventerBody } from './kube-eventer.ts';
import { createPayloads, type Payload } from './payload.ts';
import { codesFor, codesOfCheck, statuses } from './reply.ts';
import { createAddress } from './sign.ts';

const headers = { 'content-type': 'application/json; charset=utf-8' } as const;
const kubeEventerHeaders = {
  'Content-Type': 'application/json;charset=utf-8',
  'User-Agent': kubeEventerAgent,
} as const;

/** The minute that the limit speaks of. */
const minuteMs = 60_000;
const tooFast = 'the robot has got perMinute messages within the last minute';

/** Clocks that a test may hold. */
export interface Clocks {
  /** Unix ms. */
  readonly date: () => number;
  /** Milliseconds, never set. */
  readonly steady: () => number;
}

/**
 * Opens the sink.
 * @throws ConfigError for options that cannot work
 */
export async function openRobot(
  options: Options,
  { log }: Pick<SinkContext, 'log'>,
  { date, steady }: Clocks,
): Promise<Sink> {
  const { url, secret, format, atMobiles, atUserIds, atAll } = options;
  if (options.layout === 'kube-eventer') checkKubeEventerOptions(options);
  const address = createAddress(url, secret);
  const make = await createPayloads(options);
  if (format === 'actionCard' && (atAll || atMobiles.length + atUserIds.length > 0)) {
    log.warn(
      'DingTalk documents notifying people for text and markdown only: with format actionCard it may notify nobody',
    );
  }
  const codes = codesFor(secret !== undefined);
  const client = await createHttpClient({ ...options, statuses, codes, secrets: secret === undefined ? [] : [secret] });
  const limits = [{ most: options.perMinute, lengthMs: minuteMs }];
  const pace = new Pace(limits);
  const sendSingly = createSingleSending(limits, pace, steady);
  return {
    async deliver({ events }, { signal }) {
      const post = async ({ body }: Payload) => {
        await client.send({ url: address(date()), headers, body, signal });
      };
      const digest = (some: typeof events) => sendAll(some, { make, post, pace, tooFast, now: steady });
      if (options.layout === 'event') return digest(events);
      const postOne = async (event: KubeEvent) => {
        const sorted = address(date());
        sorted.searchParams.sort();
        await client.send({ url: sorted, headers: kubeEventerHeaders, body: kubeEventerBody(event, options), signal });
      };
      return sendSingly(events, { post: postOne, digest });
    },
    /** A body without a message: nobody sees it, and the robot says of what it objects to first whether it knows token and signature. */
    async check({ signal }) {
      await client.send({ url: address(date()), headers, body: '{}', signal, codes: codesOfCheck(codes) });
    },
    close: () => client.close(),
  };
}
