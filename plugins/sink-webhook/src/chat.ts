import { createHttpClient, joinHeaders, RejectedError, type Sink } from '@kubeherald/sink-sdk';
import { createComposer, type Message, Pace, sendAll } from '@kubeherald/sink-sdk/message';
import type { Options } from './config.ts';
import type { Clocks } from './endpoint.ts';
import { secretsIn } from './headers.ts';
import { checkChatOptions } from './idle-options.ts';
import { isGoodAnswer } from './options-request.ts';
import { type Preset, probed } from './presets/preset.ts';

const minuteMs = 60_000;

/** Waits for limits that count by the second are waited for within a delivery: the longest of them is of two. */
const patienceMs = 2000;

/** The limits in force. Who sets more messages a minute than the API takes has another API before them: then nothing else limits. */
function paceOf({ limits }: Preset, perMinute: number | undefined): Pace {
  if (perMinute === undefined) return new Pace(limits);
  const perMinuteOf = ({ most, lengthMs }: (typeof limits)[number]) => (most * minuteMs) / lengthMs;
  const stricter = limits.filter((limit) => perMinuteOf(limit) >= perMinute);
  const isAbove = limits.some((limit) => perMinuteOf(limit) < perMinute);
  return new Pace([{ most: perMinute, lengthMs: minuteMs }, ...(isAbove ? [] : stricter)]);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Opens the sink of a chat API.
 * @throws ConfigError for options that cannot work
 */
export async function openChat(options: Options, preset: Preset, { date, steady }: Clocks): Promise<Sink> {
  checkChatOptions(options, preset);
  const chat = preset.open(new URL(options.url), options);
  const compose = await createComposer(options, preset.form);
  const secrets = [...secretsIn(options.headers), ...(options.secret === undefined ? [] : [options.secret])];
  const client = await createHttpClient({ ...options, ...preset.answers, url: options.url, connections: 1, secrets });
  const headers = joinHeaders({ 'content-type': 'application/json; charset=utf-8' }, options.headers);
  const pace = paceOf(preset, options.perMinute);
  const tooFast = `${preset.title} takes no more messages yet`;
  const { accept } = preset.answers;
  const make = (events: Parameters<typeof compose>[0]) => ({ message: compose(events) });
  return {
    async deliver({ events }, { signal }) {
      const post = async ({ message }: { readonly message: Message }) => {
        const send = (body: object) =>
          client.send({ url: chat.url, headers, body: JSON.stringify(body), signal, ...(accept && { accept }) });
        try {
          await send(chat.body(message, date()));
        } catch (error) {
          const instead = RejectedError.is(error) ? chat.instead?.(message, error) : undefined;
          if (instead === undefined) throw error;
          await send(instead);
        }
      };
      const patience = { ms: patienceMs, sleep: (ms: number) => sleep(ms, signal) };
      return sendAll(events, { make, post, pace, tooFast, now: steady, patience });
    },
    async check({ signal }) {
      const { method, url = chat.url, body } = chat.probe(date());
      const own = method === 'OPTIONS' ? { accept: isGoodAnswer } : probed(preset.answers);
      const content = body === undefined ? {} : { body: JSON.stringify(body) };
      await client.send({ method, url, headers, signal, ...content, ...own });
    },
    close: () => client.close(),
  };
}
