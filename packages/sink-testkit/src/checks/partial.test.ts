import { expect, it } from 'vitest';
import { judge } from './partial.ts';

const none = new Set<'retry' | 'rejected'>();
const rejected = new Set(['rejected'] as const);
const retry = new Set(['retry'] as const);
const both = new Set(['retry', 'rejected'] as const);

it.each([
  ['accepted', true, none, true, undefined],
  ['accepted', false, none, true, 'it is lost'],
  ['accepted', false, rejected, false, 'it is lost'],
  ['rejected', false, rejected, true, undefined],
  ['rejected', false, both, true, undefined],
  ['rejected', false, none, false, 'never refused it: it is lost'],
  ['rejected', false, retry, false, 'asks to try again: it is lost'],
  ['rejected', true, none, true, 'the destination took it'],
  ['rejected', true, none, false, undefined],
  ['retry', false, none, true, undefined],
  ['retry', false, retry, true, undefined],
  ['retry', false, both, true, undefined],
  ['retry', false, rejected, true, 'tried for ever'],
  ['retry', true, none, true, 'come twice'],
  ['retry', true, none, false, undefined],
  ['misconfigured', false, rejected, false, 'became misconfigured'],
  ['broken', true, none, false, 'became broken'],
] as const)('%s, taken: %s, refused: %o, exact: %s', (verdict, taken, refused, exact, fault) => {
  const found = judge(verdict, { taken, refused }, exact);
  if (fault === undefined) expect(found).toBeUndefined();
  else expect(found).toContain(fault);
});
