import { expect, it } from 'vitest';
import { runCases } from './harness/run-cases.ts';
import { readEvents, readVectors } from './harness/vectors.ts';

it.each(readVectors('log-').map((one) => [one.id, one.title, one] as const))(
  '%s %s: a line of JSON for each event on standard output, in place of a dump of Go structures on standard error',
  async (id, _, one) => {
    const events = readEvents();
    const outcome = (await runCases([one], events)).get(id);
    const told = (outcome?.lines ?? []).map((line): unknown => JSON.parse(line));
    const names = one.batches.flat();
    expect(told).toHaveLength(names.length);
    for (const [index, name] of names.entries()) {
      const { reason, message, metadata } = { ...events.get(name) };
      expect(told[index]).toMatchObject({ reason, message: String(message), time: expect.stringMatching(/^\d{4}-/) });
      expect(JSON.stringify(told[index])).toContain(JSON.stringify(Object(metadata).name));
    }
  },
);
