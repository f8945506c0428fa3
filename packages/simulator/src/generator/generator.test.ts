import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import { Cluster } from '../cluster.ts';
import { emptyReference } from '../event.ts';
import { seededRandom } from '../random.ts';
import type { Change } from '../revision.ts';
import { Correlator } from './correlator.ts';
import { Generator, type GeneratorOptions } from './generator.ts';
import type { Occurrence } from './occurrence.ts';
import { type ScenarioName, scenarios } from './scenarios/index.ts';

function generate(seed: number, count: number, options: GeneratorOptions = {}): Change[] {
  const clock = new ManualClock();
  const settings = { ttlMs: 3_600_000, initialRevision: 0, managedFields: true, namespaces: [] };
  const cluster = new Cluster(clock, seededRandom(seed), settings);
  const generator = new Generator(cluster, seededRandom(seed + 1), options);
  for (let index = 0; index < count; index += 1) {
    clock.advance(10);
    generator.step();
  }
  const { history } = cluster.store;
  return Array.from({ length: history.end }, (_, position) => history.at(position) ?? []).flat();
}

const rendered = (changes: readonly Change[]) => changes.map((one) => `${one.type} ${one.current.body('').toString()}`);

describe('the generator', () => {
  it('makes the same events of the same seed, and others of another', () => {
    expect(rendered(generate(7, 500))).toEqual(rendered(generate(7, 500)));
    expect(rendered(generate(8, 500))).not.toEqual(rendered(generate(7, 500)));
  });

  it.each(Object.keys(scenarios))('tells of %s in events that a real server would accept', (name) => {
    const known = Object.keys(scenarios).find((one): one is ScenarioName => one === name);
    const changes = generate(3, 100, known ? { scenarios: [known] } : {});
    for (const { current } of changes) {
      const { event } = current;
      expect(event.namespace).toBe(event.involvedObject.namespace || 'default');
      expect(event.name).toMatch(/^[a-z0-9.-]+\.[0-9a-f]+$/);
      if (event.eventTime !== '') expect(event).toMatchObject({ count: 0, firstTimestamp: '', component: '' });
      else expect(event.count).toBeGreaterThan(0);
    }
  });

  it('counts up what repeats: MODIFIED, same uid, higher count', () => {
    const changes = generate(5, 300, { scenarios: ['crashLoop'] });
    const modified = changes.filter((one) => one.type === 'MODIFIED');
    expect(modified.length).toBeGreaterThan(50);
    for (const { current, previous } of modified) {
      expect(current.event.uid).toBe(previous?.event.uid);
      const counted = (one: typeof previous) => Math.max(one?.event.count ?? 0, one?.event.series?.count ?? 0);
      expect(counted(current)).toBeGreaterThan(counted(previous));
    }
  });

  it('reports nodes in the namespace default and scheduling as new-style events', () => {
    const changes = generate(1, 2000);
    const nodes = changes.filter((one) => one.current.event.involvedObject.kind === 'Node');
    expect(nodes.every((one) => one.current.event.namespace === 'default')).toBe(true);
    expect(nodes.some((one) => one.current.event.component === 'node-problem-detector')).toBe(true);
    const unscheduled = changes.filter((one) => one.current.event.reason === 'FailedScheduling');
    expect(unscheduled.every((one) => /\.\d{6}Z$/.test(one.current.event.eventTime))).toBe(true);
    expect(unscheduled.some((one) => one.current.event.series?.count === 2)).toBe(true);
  });
});

describe('the correlator', () => {
  const occurrence = (message: string): Occurrence => ({
    recorder: 'legacy',
    object: { ...emptyReference, kind: 'Pod', namespace: 'shop', name: 'web-0' },
    type: 'Warning',
    reason: 'Unhealthy',
    message,
    component: 'kubelet',
    host: 'node-1',
  });

  it('combines from the tenth distinct message on, and counts the combined event up', () => {
    let serial = 0;
    const correlator = new Correlator(() => {
      serial += 1;
      return String(serial);
    });
    const writes = Array.from({ length: 12 }, (_, index) =>
      correlator.record(occurrence(`message ${index}`), 1000 * index),
    );
    expect(new Set(writes.map((one) => one?.name)).size).toBe(10);
    expect(writes[8]?.fields.message).toBe('message 8');
    expect(writes[9]?.fields.message).toBe('(combined from similar events): message 9');
    expect(writes[11]?.fields).toMatchObject({ count: 3, message: '(combined from similar events): message 11' });
  });

  it('writes a series at the second occurrence, then only after half an hour', () => {
    const correlator = new Correlator(() => 'a');
    const scheduling: Occurrence = { ...occurrence('0/3 nodes'), recorder: 'new', action: 'Scheduling' };
    const counts = [0, 1000, 2000, 3000, 1_900_000].map((now) => correlator.record(scheduling, now));
    expect(counts.map((one) => one?.fields.series?.count)).toEqual([undefined, 2, undefined, undefined, 5]);
    expect(counts[2]).toBeUndefined();
  });
});
