import { describe, expect, it } from 'vitest';
import type { Feature } from './check.ts';
import type { Arrival, Destination } from './destination.ts';
import { fakeDestination } from './http/fake-destination.ts';
import { checkConformance } from './run.ts';

const sink = new URL('./fixtures/good.ts', import.meta.url);

/** A destination that only receives. */
class Receiver implements Destination {
  readonly answers = {};
  readonly limits = {};
  readonly #fake = fakeDestination({ accept: { body: { ok: true } } });

  get url(): string {
    return this.#fake.url;
  }
  start(): Promise<void> {
    return this.#fake.start();
  }
  stop(): Promise<void> {
    return this.#fake.stop();
  }
  reset(): Promise<void> {
    return this.#fake.reset();
  }
  arrived(): readonly Arrival[] {
    return this.#fake.arrived();
  }
}

const features: readonly Feature[] = ['open', 'limits', 'answers', 'partial', 'abort'];
const options = {
  destination: new Receiver(),
  config: ({ url }: Receiver) => ({ url, token: 'xoxb-kh-0123456789abcdef', proxy: 'none' }),
};

describe('what a destination cannot play', () => {
  it('is a fault that says what it lacks', async () => {
    const findings = await checkConformance(sink, options, features);
    expect(findings.map(({ feature }) => feature)).toEqual(features);
    for (const { feature, result } of findings) {
      expect(result).toEqual({
        kind: 'failed',
        faults: [expect.stringContaining(`notApplicable: { ${feature}: 'why' }`)],
      });
    }
  });

  it('is skipped with the reason once that is declared', async () => {
    const notApplicable = Object.fromEntries(features.map((feature) => [feature, `no ${feature} here`]));
    const findings = await checkConformance(sink, { ...options, notApplicable }, features);
    expect(findings.map(({ result }) => result)).toEqual(
      features.map((feature) => ({ kind: 'skipped', reason: `not applicable: no ${feature} here` })),
    );
  });
});

it('what a sink does not claim, or does not have, is skipped with that', async () => {
  const webhook = { ...options, config: ({ url }: Receiver) => ({ url, proxy: 'none' }) };
  const findings = await checkConformance('webhook', webhook, ['idempotent', 'credentials']);
  expect(findings.map(({ result }) => result)).toEqual([
    { kind: 'skipped', reason: 'the sink does not claim idempotent' },
    {
      kind: 'failed',
      faults: [expect.stringContaining('has no credential of 8 characters or more in its secret options')],
    },
  ]);
});

it('a plugin that is not there is named, with where it was looked for', async () => {
  await expect(checkConformance('./no-such-sink.js', options)).rejects.toThrow(/"\.\/no-such-sink\.js" was not found/);
});

it('a feature that does not exist cannot be declared, so that a slip of the pen skips nothing', async () => {
  const notApplicable = Object.fromEntries([['limit', 'none']]);
  await expect(checkConformance(sink, { ...options, notApplicable })).rejects.toThrow(
    /no feature "limit"; expected: options, .*limits/,
  );
});
