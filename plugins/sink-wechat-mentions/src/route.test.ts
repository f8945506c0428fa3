import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { event } from './fixtures/open.ts';
import { createRoutes } from './route.ts';

const mentions = { payments: ['wangqing'], 'prod-*': ['liwei'], 'team=shop': ['chen'], '*': ['@all'] };
const people = createRoutes({ mentions, mentionMobiles: { payments: ['138'], 'app.io/tier=front': ['139'] } });
const labelled = (labels: object, namespace = 'other') => event('a', {}, { namespace, labels });

describe('who is notified', () => {
  it.each([
    ['by namespace', event('a', {}, { namespace: 'payments' }), ['wangqing'], ['138']],
    ['by a part of its name', event('a', {}, { namespace: 'prod-eu' }), ['liwei'], []],
    ['not by a part that is somewhere in it', event('a', {}, { namespace: 'my-prod-eu' }), ['@all'], []],
    ['by a label', labelled({ team: 'shop' }), ['chen'], []],
    ['by namespace and label', labelled({ team: 'shop' }, 'payments'), ['wangqing', 'chen'], ['138']],
    ['not by another value of the label', labelled({ team: 'shops' }), ['@all'], []],
    [
      'by a label of the other option alone: that is a key that fits, too',
      labelled({ 'app.io/tier': 'front' }),
      [],
      ['139'],
    ],
    ['everybody of *, for what no key fits', event('a'), ['@all'], []],
    [
      'everybody of *, for what has no namespace',
      event('a', { involvedObject: { kind: 'Node', name: 'node-1' } }),
      ['@all'],
      [],
    ],
  ])('%s', (_name, one, users, mobiles) => {
    expect(people([one])).toEqual({ users, mobiles });
  });

  it('by a label of the involved object, when it is enriched', () => {
    const one = event('a');
    const enriched = { ...one, object: { ...one.object, labels: { team: 'shop' } } };
    expect(people([enriched]).users).toEqual(['chen']);
  });

  it('of several events, each person once', () => {
    const events = [event('a', {}, { namespace: 'payments' }), event('b', {}, { namespace: 'payments' }), event('c')];
    expect(people(events)).toEqual({ users: ['wangqing', '@all'], mobiles: ['138'] });
  });

  it('is nobody without options', () => {
    expect(createRoutes({ mentions: {}, mentionMobiles: {} })([event('a')])).toEqual({ users: [], mobiles: [] });
  });
});

it.each(['', 'Payments', 'team = x', '=x', 'a/b'])('a key that fits nothing is refused: %j', (key) => {
  const given = { mentions: {}, mentionMobiles: { [key]: ['138'] } };
  expect(() => createRoutes(given)).toThrow(ConfigError);
  expect(() => createRoutes(given)).toThrow(`mentionMobiles: ${JSON.stringify(key)} is neither`);
});
