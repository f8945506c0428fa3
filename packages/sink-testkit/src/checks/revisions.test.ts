import { expect, it } from 'vitest';
import { chatOptions } from '../fixtures/destination.ts';
import { checkConformance } from '../run.ts';
import { held } from './idempotent.ts';

/** Generous: a machine may stand still. */
const timeout = 120_000;
const urlOf = (sink: string) => new URL(`../fixtures/${sink}.ts`, import.meta.url);

it('a sink that keeps one thing per event, replaced by each revision, passes', { timeout }, async () => {
  const findings = await checkConformance(urlOf('upserts'), chatOptions(), ['delivery', 'revisions', 'idempotent']);
  expect(findings.map(({ result }) => result)).toEqual(findings.map(() => ({ kind: 'passed' })));
});

it('so it does when the destination can show only what it holds, as a table can', { timeout }, async () => {
  const options = chatOptions();
  const { destination } = options;
  const arrived = destination.arrived.bind(destination);
  destination.arrived = () => held(arrived());
  const [revisions] = await checkConformance(urlOf('upserts'), options, ['revisions']);
  expect(revisions?.result).toEqual({ kind: 'passed' });
});

it('without a key per event, replaced revisions are lost ones', { timeout }, async () => {
  const options = chatOptions();
  const { destination } = options;
  const arrived = destination.arrived.bind(destination);
  destination.arrived = () => arrived().map(({ texts, accepted }) => ({ texts, accepted }));
  const [revisions] = await checkConformance(urlOf('upserts'), options, ['revisions']);
  expect(revisions?.result).toMatchObject({
    kind: 'failed',
    faults: [
      expect.stringMatching(/revision 0, 2 did not arrive.*give its arrivals that key/),
      expect.stringMatching(/revision 0, 2 did not arrive/),
    ],
  });
});

const folds = (count: number) => `×${count}`;

it('a sink that folds the revisions of a batch into one, and counts them, passes when it says so', {
  timeout,
}, async () => {
  const findings = await checkConformance(urlOf('folds'), { ...chatOptions(), folds }, ['delivery', 'revisions']);
  expect(findings.map(({ result }) => result)).toEqual(findings.map(() => ({ kind: 'passed' })));
  const [unsaid] = await checkConformance(urlOf('folds'), chatOptions(), ['revisions']);
  expect(unsaid?.result).toMatchObject({ faults: [expect.stringMatching(/say so with folds/), expect.anything()] });
});

it.each([
  ['keeps-last-of-batch', /event 0 is there without its occurrence count; expected "×\d+" in the same text/],
  ['keeps-first-revision', /in one batch: the newest revision of event 0, 1 is not at the destination/],
  ['drops-modified', /in a later batch: the newest revision of event 0, 1 is not at the destination/],
  ['keeps-oldest-state', /in one batch: the newest revision of event 0, 1 is not at the destination/],
])('that it folds excuses no sink that loses the newest or its count: %s', { timeout }, async (sink, fault) => {
  const [revisions] = await checkConformance(urlOf(`broken/${sink}`), { ...chatOptions(), folds }, ['revisions']);
  const faults = revisions?.result.kind === 'failed' ? revisions.result.faults : [];
  expect(faults.join('\n')).toMatch(fault);
});
