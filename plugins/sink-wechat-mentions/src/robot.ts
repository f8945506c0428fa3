import { ConfigError, createHttpClient, type Sink } from '@kubeherald/sink-sdk';
import { Pace, sendAll } from '@kubeherald/sink-sdk/message';
import type { Options } from './config.ts';
import { createPayloads, type Payload } from './payload.ts';
import { codes, codesOfCheck, statuses } from './reply.ts';

const headers = { 'content-type': 'application/json; charset=utf-8' } as const;

/** The minute that the limit speaks of. */
const minuteMs = 60_000;
const tooFast = 'the robot has got perMinute messages within the last minute';

/** @throws ConfigError that does not show it */
function checkUrl(url: string): void {
  if (URL.canParse(url) && new URL(url).searchParams.get('key')) return;
  throw new ConfigError(
    'url: expected the webhook as WeCom shows it in the settings of the robot, https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…; this one has no key',
  );
}

/**
 * Opens the sink.
 * @param now milliseconds of a clock that is never set
 * @throws ConfigError for options that cannot work
 */
export async function openRobot(options: Options, now: () => number): Promise<Sink> {
  checkUrl(options.url);
  const make = await createPayloads(options);
  const client = await createHttpClient({ ...options, statuses, codes });
  const pace = new Pace([{ most: options.perMinute, lengthMs: minuteMs }]);
  return {
    async deliver({ events }, { signal }) {
      const post = async ({ body }: Payload) => {
        await client.send({ headers, body, signal });
      };
      return sendAll(events, { make, post, pace, tooFast, now });
    },
    /** A body without a message: nobody sees it, and the robot says of what it objects to first whether it knows the key. */
    async check({ signal }) {
      await client.send({ headers, body: '{}', signal, codes: codesOfCheck });
    },
    close: () => client.close(),
  };
}
