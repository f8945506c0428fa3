import { expect, it } from 'vitest';
import { features } from './check.ts';
import { chatOptions } from './fixtures/destination.ts';
import { checkConformance } from './run.ts';

it('a sink that keeps to the contract passes every check, and none is left out', { timeout: 120_000 }, async () => {
  const findings = await checkConformance(new URL('./fixtures/good.ts', import.meta.url), chatOptions());
  expect(findings.filter(({ result }) => result.kind !== 'passed')).toEqual([]);
  expect(new Set(findings.map(({ feature }) => feature))).toEqual(new Set(features));
  expect(new Set(findings.map(({ title }) => title)).size).toBe(findings.length);
});
