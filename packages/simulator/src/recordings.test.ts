import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Simulator } from './simulator.ts';
import { type Comparison, views } from './testing/compare.ts';
import { type RecordedStep, recordingsFolder } from './testing/recording.ts';
import { type ReplayOptions, replay } from './testing/replay.ts';

interface Case extends ReplayOptions {
  /** How a step is compared; default in full: status, headers, every line of the body, every chunk. */
  readonly how?: (step: RecordedStep) => Comparison;
}

const seatTaken = 'another request of the same user holds the only seat of its priority level';
const readers = { users: ['events-reader'] };
const busy = (simulator: Simulator) => void simulator.faults.set('refuse', { status: 429, ...readers });
const free = (simulator: Simulator) => simulator.faults.clear('refuse');

/** Every recording that is played, frame by frame. */
const cases: Readonly<Record<string, Case>> = {
  'list-core': {},
  'list-events-v1': {},
  'list-core-paged': {},
  'list-events-v1-paged': {},
  'list-core-selectors': {},
  'list-events-v1-selectors': {},
  'same-object-both-views': {},
  'continue-expired': {},
  'watch-core': {},
  'watch-events-v1': {},
  'watch-end': {},
  // The simulator has no config maps to compare with.
  'watch-too-old': {
    skip: (step) => step.path.includes('/configmaps'),
    // The four events of the case were there before its first watch.
    revisionAt: (step) => (step.note.startsWith('opened before') ? 308 : undefined),
  },
  'watch-future': { skip: (step) => step.path.includes('/configmaps') },
  'watch-from-zero': {},
  'watch-list': { skip: (step) => step.path.includes('/configmaps') },
  'watch-selector-transitions': {},
  // Sixteen writers at once: which frames met in a chunk is chance.
  'watch-chunks': { how: (step) => ({ chunks: step.method !== 'GET' }) },
  // Leases run out by the clock, so the revisions of expiry cannot be brought about one by one.
  'watch-ttl': { options: { ttlMs: 20_000 }, how: () => ({ renumber: true }) },
  gzip: { how: (step) => ({ chunks: !step.path.includes('sendInitialEvents') }) },
  unauthorized: {},
  forbidden: {},
  'not-found': {},
  'create-invalid': {},
  'throttled-fairness': { actions: { [seatTaken]: busy, 'the seat is free again': free } },
  'unusual-events': {},
  'etcd-down': {
    actions: {
      'kill -9 of etcd': (simulator) => void simulator.faults.set('etcdDown'),
      'etcd started again': (simulator) => simulator.faults.clear('etcdDown'),
    },
    skip: (step) => step.httpVersion !== '1.1',
    // The real server has three dozen checks, the simulator those that it can fail.
    how: (step) => ({ body: !/^\/(readyz|livez)/.test(step.path) }),
  },
  // Events only: the simulator has no other resources. Two events come soon after the watches, the rest is silence.
  'watch-bookmarks': {
    options: { compactionIntervalMs: 60_000 },
    skip: (step) => !step.path.includes('/events'),
    revisionAt: (step) => ({ 'events core/v1, one namespace': 213, 'config maps': 216, leases: 297 })[step.note],
  },
  'access-reviews': { skip: (step) => !step.path.endsWith('/selfsubjectaccessreviews') },
  // Without the lists of checks and without discovery documents.
  discovery: { skip: (step) => !/^\/(version|livez|readyz|healthz)$/.test(step.path) },
  // JSON is served, the other representations are not.
  encodings: { skip: (step) => !/^(application\/json|\*\/\*)$/.test(step.headers.accept ?? '') },
};

/** What is not played, and why. */
const notCovered: Readonly<Record<string, string>> = {
  'apiserver-kill': 'timing of a dying process; refused, reset, 403 and 500 at the start are tested with restart',
  'apiserver-stop': 'SIGTERM with default flags is tested with restart and watchGraceMs',
  'apiserver-stop-graceful': 'shutdown flags; its 429 with Retry-After 5 and Connection: close is not simulated',
  'apiserver-stop-of-two': 'the simulator is one server',
  'election-and-checkpoint': 'leases and config maps are not served',
  goaway: 'HTTP/2',
  measurements: 'figures, no exchange',
  'partial-metadata': 'pods and partial metadata are not served',
  'throttled-inflight':
    'the answer of throttled-fairness but without the headers of Priority and Fairness, which the simulator always sends',
  'watch-http2': 'HTTP/2',
  'watch-token-expiry': 'service account tokens are not issued',
};

describe.each(Object.entries(cases))('%s', (name, { how, ...options }) => {
  it('is answered as the real API server answered', async () => {
    const steps = await replay(name, options);
    expect(steps.length).toBeGreaterThan(0);
    for (const { step, got, ended } of steps) {
      const said = `${step.note || step.method} ${step.path}`;
      if (!step.response) {
        expect(got, said).toBeUndefined();
        expect(ended, said).toBe('closed');
        continue;
      }
      if (!got) throw new Error(`no answer: ${said}`);
      const { got: seen, recorded } = views(step, got, how?.(step) ?? {});
      expect(seen, said).toEqual(recorded);
      expect(ended, said).toBe(step.ended === 'complete' ? 'complete' : 'open');
    }
  });
});

describe('the recordings', () => {
  it('are each played, or named with the reason why not', () => {
    const all = readdirSync(recordingsFolder).flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -5)] : []));
    expect([...Object.keys(cases), ...Object.keys(notCovered)].sort()).toEqual(all.sort());
  });
});
