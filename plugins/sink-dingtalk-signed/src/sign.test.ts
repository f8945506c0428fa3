import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { createAddress, sign } from './sign.ts';

const webhook = 'https://oapi.dingtalk.com/robot/send?access_token=abc';

describe('the signature', () => {
  it.each([
    ['SECtestsecret0123456789', 1_700_000_000_000, 'zrLWzK97t62y5CpqN8Ok9UIdPvX+jL1PNoW8nKT5a9k='],
    ['this is secret', 1_577_262_236_757, 'hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM='],
    ['SEC123', 1_700_000_000_000, 'lkcPI1uoxBY1gUnCnnPH1Kkru0Hqjo7rFpA3haIVhEQ='],
  ])('of %s at %i', (secret, timestamp, expected) => {
    expect(sign(secret, timestamp)).toBe(expected);
  });

  it('is percent-encoded once', () => {
    const address = createAddress(webhook, 'SECtestsecret0123456789');
    expect(address(1_700_000_000_000).href).toBe(
      `${webhook}&timestamp=1700000000000&sign=zrLWzK97t62y5CpqN8Ok9UIdPvX%2BjL1PNoW8nKT5a9k%3D`,
    );
  });

  it('replaces one that was copied with the URL, and is left out without a secret', () => {
    const copied = `${webhook}&timestamp=1&sign=old`;
    expect(createAddress(copied, undefined)(7).href).toBe(webhook);
    expect(createAddress(copied, 'SEC123')(1_700_000_000_000).searchParams.getAll('sign')).toEqual([
      'lkcPI1uoxBY1gUnCnnPH1Kkru0Hqjo7rFpA3haIVhEQ=',
    ]);
  });
});

it.each(['https://oapi.dingtalk.com/robot/send', 'https://oapi.dingtalk.com/robot/send?access_token=', 'nonsense'])(
  'a URL without a token is refused: %s',
  (url) => {
    expect(() => createAddress(url, undefined)).toThrow(ConfigError);
    expect(() => createAddress(url, undefined)).toThrow('url: expected the webhook');
  },
);
