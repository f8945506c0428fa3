import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeEvents, encodeEvents } from './batch.ts';

const event = fc.record({
  change: fc.constantFrom('added' as const, 'modified' as const),
  json: fc.string({ unit: 'grapheme' }),
});

it('a batch comes out as it went in, whatever its events', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const encoded = events.map(({ change, json }) => ({ change, bytes: Buffer.from(json) }));
      expect(decodeEvents(encodeEvents(encoded))).toEqual(events);
    }),
  );
});
