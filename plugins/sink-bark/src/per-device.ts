import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';
import { meaningOf } from './answers.ts';
import type { Results } from './devices.ts';

type Fields = { readonly [name: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/**
 * Reads `data` of the answer to a push for several devices: one entry per key, with a code of its own.
 * @param text the answer's body, JSON
 * @param hide takes secrets out of what the server says
 */
export function readResults(text: string, keys: readonly string[], hide: (text: string) => string): Results {
  const body: unknown = JSON.parse(text);
  const data: readonly unknown[] = isFields(body) && Array.isArray(body.data) ? body.data : [];
  const entries = data.filter(isFields);
  return keys.map((key) => {
    const entry = entries.find(({ device_key }) => device_key === key);
    return entry
      ? resultOf(entry, hide)
      : new ConfigError('the server says nothing of this device: it does not know several at once, set push: each');
  });
}

function resultOf({ code, message }: Fields, hide: (text: string) => string): Error | undefined {
  const said = hide(`code ${String(code)}: ${typeof message === 'string' ? message : ''}`);
  const meaning = meaningOf(String(code), said);
  const advice = 'advice' in meaning && meaning.advice !== undefined ? `; ${meaning.advice}` : '';
  const text = `the server answered for this device ${said}${advice}`;
  switch (meaning.kind) {
    case 'success':
      return undefined;
    case 'config':
      return new ConfigError(text);
    case 'rejected':
      return new RejectedError(text);
    case 'retry':
      return new RetryableError(text);
  }
}
