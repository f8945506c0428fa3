import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KubeEvent } from '../event.ts';
import { event } from './fixtures/event.ts';
import { composeMessage, type Limit, type Markup, markdown, plain } from './index.ts';

const html: Markup = {
  escape: (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  bold: (text) => `<b>${text}</b>`,
  quote: (text) => `> ${text}`,
  line: (text) => `${text}  `,
};
const text = (maxLength: number) =>
  fc.oneof(fc.string({ unit: 'binary', maxLength }), fc.string({ unit: 'grapheme', maxLength }));

const events: fc.Arbitrary<readonly KubeEvent[]> = fc
  .array(
    fc.record({
      uid: fc.constantFrom('', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
      name: fc.oneof(text(8), fc.constantFrom('web-1', 'web-2', 'web-3')),
      reason: fc.oneof(text(4), fc.constantFrom('BackOff', 'Failed', '')),
      type: fc.constantFrom('Warning', 'Normal', 'Odd', ''),
      message: fc.oneof(
        text(300),
        fc.constantFrom('', 'one\ntwo', '🚨'.repeat(300), '<&*'.repeat(200), '\ud83d alone \ude00'),
      ),
      count: fc.integer({ min: 1, max: 1_000_000 }),
      cluster: fc.constantFrom('prod', 'prod', 'prod', 'test'),
    }),
    { maxLength: 40 },
  )
  .map((list) => list.map((said) => event(said)));
const limits: fc.Arbitrary<Limit> = fc.record(
  { bytes: fc.nat(3000), characters: fc.nat(3000), jsonBytes: fc.nat(3000) },
  { requiredKeys: [] },
);
const style = fc.record({
  zone: fc.constantFrom('UTC', 'Asia/Kathmandu'),
  language: fc.constantFrom('en' as const, 'zh' as const),
  label: fc.constantFrom('', '[ops]'),
  markup: fc.constantFrom(plain, markdown, html),
  title: fc.constantFrom('inside' as const, 'apart' as const),
  limit: limits,
  titleLimit: limits,
});

const within = (value: string, { bytes = Infinity, characters = Infinity, jsonBytes = Infinity }: Limit) =>
  Buffer.byteLength(value) <= bytes &&
  Array.from(value).length <= characters &&
  Buffer.byteLength(JSON.stringify(value)) - 2 <= jsonBytes;

/** What the batch is about, found out in another way than the layout does. */
function pairsOf(batch: readonly KubeEvent[]): Set<string> {
  const newest = batch.filter(
    (one, index) =>
      one.uid === '' || !batch.slice(index + 1).some((later) => later.uid === one.uid && later.cluster === one.cluster),
  );
  return new Set(newest.map(({ cluster, reason, object }) => JSON.stringify([cluster, object.name, reason])));
}

it('no message is beyond its limits or broken, and what it does not name it counts', () => {
  fc.assert(
    fc.property(events, style, (batch, chosen) => {
      const { title, body, named, cut, rest } = composeMessage(batch, chosen);
      expect(within(body, chosen.limit)).toBe(true);
      expect(within(title, chosen.titleLimit)).toBe(true);
      expect(title.isWellFormed() && body.isWellFormed()).toBe(true);
      expect(named + cut).toBe(pairsOf(batch).size);
      expect(pairsOf(rest).size).toBe(cut);
      const roomy = within('x'.repeat(300), chosen.limit);
      if (roomy && cut > 0) expect(body.split('\n').at(-1)).toMatch(new RegExp(`^… (and|还有) ${cut} `));
    }),
    { seed: 7, numRuns: 1000 },
  );
});

it('each pair is named in one of the messages when the rest is sent too', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{3,12}$/), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(names, fc.integer({ min: 220, max: 900 }), (list, bytes) => {
      let left: readonly KubeEvent[] = list.map((name) => event({ name: `<${name}>` }));
      let bodies = '';
      while (left.length > 0) {
        const { body, named, rest } = composeMessage(left, { zone: 'UTC', language: 'en', limit: { bytes } });
        expect(named).toBeGreaterThan(0);
        expect(left.length - rest.length).toBe(named);
        bodies += body;
        left = rest;
      }
      for (const name of list) expect(bodies).toContain(`<${name}>`);
    }),
    { seed: 7, numRuns: 200 },
  );
});
