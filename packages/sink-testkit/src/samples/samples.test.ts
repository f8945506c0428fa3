import { expect, it } from 'vitest';
import { coreEvent, encodeEvent, eventsV1Event, kubeEvent } from './event.ts';
import { hostileTexts } from './hostile.ts';
import { Marker } from './marked.ts';
import { sampleEvents } from './sample-events.ts';

const all = [...sampleEvents.usual, ...sampleEvents.odd, ...sampleEvents.hostile];

it('every sample has a name of its own, and becomes an event with a message and a time', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  for (const { raw } of all) {
    const event = kubeEvent(raw);
    expect(event.message).not.toBe('');
    expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT/);
    expect(event.raw).toBe(raw);
  }
});

it('both API groups say the same in one shape', () => {
  expect(kubeEvent(coreEvent())).toMatchObject({
    count: 7,
    reason: 'BackOff',
    object: { kind: 'Pod', namespace: 'shop' },
  });
  expect(kubeEvent(eventsV1Event())).toMatchObject({
    count: 3,
    reason: 'FailedScheduling',
    time: '2026-11-21T04:39:41.000123Z',
    object: { kind: 'Pod', namespace: 'batch' },
  });
});

it('the hostile texts are what they are called', () => {
  expect(Array.from(hostileTexts['64k characters'] ?? '')).toHaveLength(65_536);
  expect(hostileTexts['64k characters']?.isWellFormed()).toBe(true);
  expect(hostileTexts['surrogates that stand alone']?.isWellFormed()).toBe(false);
  const decomposed = hostileTexts['letters of many bytes'] ?? '';
  expect(decomposed.normalize('NFC')).not.toBe(decomposed);
});

it('lone surrogates survive the way to the sink', () => {
  const message = hostileTexts['surrogates that stand alone'];
  const { bytes } = encodeEvent(coreEvent({ message }));
  expect(JSON.parse(Buffer.from(bytes).toString()).message).toBe(message);
});

it('marks make events that differ, under either name of the message', () => {
  const marker = new Marker();
  const marked = [coreEvent(), eventsV1Event(), coreEvent()].map((raw) => marker.mark(raw));
  const events = marked.map(({ raw }) => kubeEvent(raw));
  expect(new Set(events.map(({ id }) => id)).size).toBe(3);
  for (const [index, { mark }] of marked.entries()) {
    expect(events.map(({ message }) => message.startsWith(mark))).toEqual([0, 1, 2].map((other) => other === index));
  }
});

it.each([coreEvent(), eventsV1Event()])(
  'a revision is the same event, counted up and seen later: $apiVersion',
  (raw) => {
    const marker = new Marker();
    const first = marker.mark(raw);
    const revised = marker.revised(first);
    const repeated = marker.repeated(revised);
    const events = [first, revised, repeated].map((one) => kubeEvent(one.raw));
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(1);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
    const [before, after, last] = events;
    expect([after?.count, last?.count]).toEqual([(before?.count ?? 0) + 1, (before?.count ?? 0) + 2]);
    expect(Date.parse(after?.time ?? '')).toBeGreaterThan(Date.parse(before?.time ?? ''));
    expect(after?.message).toBe(before?.message.replace(first.mark, revised.mark));
    expect(last?.message).toBe(after?.message);
    expect([first, revised, repeated].map(({ encoded }) => encoded.change)).toEqual(['added', 'modified', 'modified']);
  },
);
