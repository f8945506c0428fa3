import { readdirSync } from 'node:fs';
import { expect, it, test } from 'vitest';
import { chatOptions } from './fixtures/destination.ts';
import { expectedFaults } from './fixtures/expected-faults.ts';
import { checkConformance } from './run.ts';

const folder = new URL('./fixtures/broken/', import.meta.url);
const urlOf = (sink: string) => new URL(`${sink}.ts`, folder);
/** Generous: some wait for what never comes. */
const timeout = 120_000;

it('every broken sink is expected to fail by something', () => {
  const sinks = readdirSync(folder).map((file) => file.replace('.ts', ''));
  const expected = expectedFaults.map(([sink]) => sink);
  expect(sinks.toSorted()).toEqual([...expected, 'throws-at-import', 'cuts-long-text'].toSorted());
});

// Open files are seen by the whole process, so the checks of `close` have it for themselves.
for (const [sink, feature, fault] of expectedFaults) {
  const run = feature === 'close' ? test : test.concurrent;
  run(`${sink} fails by ${feature}`, { timeout }, async ({ expect }) => {
    const findings = await checkConformance(urlOf(sink), chatOptions(), [feature]);
    const faults = findings.flatMap(({ result }) => (result.kind === 'failed' ? result.faults : []));
    expect(faults).toContainEqual(expect.stringMatching(fault));
  });
}

it('a sink that cuts long texts fails by text, when the destination has no limit', { timeout }, async () => {
  const findings = await checkConformance(urlOf('cuts-long-text'), chatOptions({}), ['text']);
  const failed = findings.flatMap(({ result }) => (result.kind === 'failed' ? result.faults : []));
  expect(failed).toEqual([expect.stringMatching(/the message arrived changed; they part at character 60000:/)]);
});

it('a sink that cannot be loaded fails the whole suite, with its own words', async () => {
  await expect(checkConformance(urlOf('throws-at-import'), chatOptions())).rejects.toThrow(
    /cannot be used as a sink: .*the client library is missing/,
  );
});

it('a sink that cannot be opened fails the whole suite, with what is wrong', async () => {
  const wrong = { ...chatOptions(), config: { url: 'chat.example.com' } };
  await expect(checkConformance(new URL('./fixtures/good.ts', import.meta.url), wrong)).rejects.toThrow(
    /does not open with the config given to conformance: .*\/token is required/,
  );
});
