import { normaliseEvent } from '@kubeherald/sink-sdk';
import { batchesOf, recordedCases } from '@kubeherald/stand-ins/kube-eventer';
import { describe, expect, it } from 'vitest';
import { documentOf } from './document.ts';

const cases = recordedCases('mongo').filter(({ batches = [] }) => batches.length > 0);

/** A time as the recording has it; an event without any time has that of the call there. */
function asRecorded(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  if (value.getTime() === 0) return { $date: '<NOW:rfc3339>' };
  if (value.getTime() < 0) return { $date: { $numberLong: String(value.getTime()) } };
  return { $date: value.toISOString().replace('.000Z', 'Z') };
}

/** `first_occurrence_time` may be 1970 itself. */
function recordedDocument(document: Readonly<Record<string, unknown>>, raw: { readonly firstTimestamp?: unknown }) {
  const entries = Object.entries(document).map(([name, value]) => [name, asRecorded(value)] as const);
  const first =
    raw.firstTimestamp === '1970-01-01T00:00:00Z' ? { first_occurrence_time: { $date: raw.firstTimestamp } } : {};
  return { ...Object.fromEntries(entries), ...first, _id: '<OBJECTID>' };
}

describe('has the documents that kube-eventer inserts', () => {
  it('finds cases', () => {
    expect(cases.length).toBeGreaterThan(0);
  });

  it.each(cases.map((one) => [one.id, one] as const))('%s', (_id, recorded) => {
    const ours = batchesOf(recorded)
      .flat()
      .map((raw) => {
        const one = normaliseEvent(raw, { cluster: 'c', change: 'added' });
        return recordedDocument(documentOf(one, 'kube-eventer', 'append', false), raw);
      });
    const theirs = (recorded.expect.records ?? []).map(({ documents }) =>
      Array.isArray(documents) ? documents[0] : undefined,
    );
    expect(ours).toEqual(theirs);
  });
});
