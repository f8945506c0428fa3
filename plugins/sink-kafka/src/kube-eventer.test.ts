import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { encodeValue } from './value.ts';

const cases = recordedCases('kafka').filter(({ expect: { alive } }) => alive);

describe('has the messages that kube-eventer sends', () => {
  it('finds cases with events', () => {
    expect(cases.length).toBeGreaterThan(1);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const theirs = (recorded.expect.records ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
    const ours = batchesOf(recorded)
      .flat()
      .map((raw) => encodeValue(normaliseEvent(raw, { cluster: 'c', change: 'added' }), 'kube-eventer', false).value);
    expect(ours).toEqual(theirs);
  });
});
