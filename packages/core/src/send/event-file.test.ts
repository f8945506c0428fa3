import { describe, expect, it } from 'vitest';
import { parseEvent } from './event-file.ts';

const now = Date.UTC(2026, 10, 21, 8);
const read = (text: string) => parseEvent('event.json', text, now);

describe('an event file', () => {
  it('is taken as it is, core/v1', async () => {
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: 'a',
        namespace: 'b',
        uid: 'c',
        resourceVersion: '77',
        creationTimestamp: '2026-01-01T00:00:00Z',
      },
      involvedObject: { kind: 'Pod', name: 'web' },
      message: 'said "no" 🚨',
      related: null,
    };
    expect(await read(JSON.stringify(event, null, '\t'))).toEqual(event);
  });

  it('may be events.k8s.io/v1, YAML, and lack what only the API server adds', async () => {
    const text = 'apiVersion: events.k8s.io/v1\nkind: Event\nregarding: {kind: Node, name: n1}\nnote: hot\n';
    expect(await read(text)).toMatchObject({
      note: 'hot',
      metadata: {
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        resourceVersion: '1',
        creationTimestamp: '2026-11-21T08:00:00Z',
      },
    });
  });

  it.each([
    ['JSON that is cut off', '{\n  "kind": "Event",\n  "metadata": {"name": "a"', /^event\.json:\d+:\d+: /],
    ['a missing comma', '{\n  "kind": "Event"\n  "reason": "x"\n}', /^event\.json:3:3: /],
    ['nothing', '', 'event.json:1:1: expected one Event object, found nothing'],
    ['a text', '"hello"', 'event.json:1:1: expected one Event object, found a string'],
    [
      'a list',
      '{"kind": "List",\n "items": [{}, {}]}',
      'event.json:2:2: items: this is a list of 2; expected one Event: kubectl get event',
    ],
    ['another kind', '{"involvedObject": {},\n  "kind": "Pod"}', 'event.json:2:3: kind: expected "Event", found "Pod"'],
    [
      'a wrong version',
      '{"involvedObject": {}, "apiVersion": "v2"}',
      'event.json:1:24: apiVersion: expected "v1" or "events.k8s.io/v1", found "v2"',
    ],
    [
      'a part that is no object',
      '{"involvedObject":\n"Pod"}',
      'event.json:1:2: involvedObject: expected an object, found "Pod"',
    ],
    ['a reason that is no text', '{"regarding": {}, "reason": 7}', 'event.json:1:19: reason: expected a text, found 7'],
    ['no object', '{"kind": "Event"}', 'event.json:1:1: the event names no object'],
  ])('with %s is refused, and told where', async (_name, text, expected) => {
    const refused = read(text);
    await expect(refused).rejects.toMatchObject({ code: 'KH_EVENT_FILE' });
    await expect(refused).rejects.toThrow(expected);
  });
});
