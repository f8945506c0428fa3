import type { FaultName, FaultSetting } from '@kubeherald/simulator';
import { expect } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import type { Load } from '../support/load.ts';
import type { SimulatedCluster } from '../support/simulated-cluster.ts';
import { until } from '../support/until.ts';

/** A daemon that delivers a light load. */
export interface Running {
  readonly cluster: SimulatedCluster;
  readonly daemon: Daemon;
  readonly destination: Destination;
  readonly load: Load;
  /** Ids of what was written and delivered before the load began. */
  readonly history: readonly string[];
}

/** A fault of the API server, and what must be seen of it. */
export interface FaultCase {
  readonly title: string;
  /** Resolves when the fault has struck. */
  readonly strike: (running: Running) => Promise<unknown>;
  /** What kubeherald_watch_restarts_total counts, and nothing else. */
  readonly reasons: readonly string[];
  /** Other samples that must be above 0. */
  readonly counted?: readonly string[];
  /** The watch is followed by a list: it shows an event in its last state only, and in the order of names. */
  readonly relists?: boolean;
  /** Events that are there before the load. */
  readonly history?: number;
  readonly check?: (running: Running) => void;
}

const set = (running: Running, name: FaultName, setting?: FaultSetting) =>
  running.cluster.simulator.faults.set(name, setting);

const struck = ({ cluster }: Running, name: FaultName) =>
  until(`the fault ${name} to strike`, () => cluster.simulator.faults.active().every((fault) => fault.name !== name));

const once =
  (name: FaultName, setting: FaultSetting = {}) =>
  (running: Running) => {
    set(running, name, { times: 1, ...setting });
    return struck(running, name);
  };

/** The open watch is cut, so that what the daemon asks next meets the fault. */
const meeting =
  (name: FaultName, setting: FaultSetting = { times: 1 }) =>
  (running: Running) => {
    set(running, name, { open: false, verbs: ['list', 'watch'], ...setting });
    set(running, 'cutWatch', { times: 1 });
    return struck(running, name);
  };

/** The watch is told 410, so that the list that follows meets the fault. */
const meetingList =
  (name: FaultName, setting: FaultSetting = {}) =>
  (running: Running) => {
    set(running, name, { open: false, verbs: ['list'], times: 1, ...setting });
    set(running, 'errorFrame', { times: 1 });
    return struck(running, name);
  };

/** The watch says nothing of what is written meanwhile; it follows. */
const silence = (name: FaultName) => async (running: Running) => {
  const { load, destination, history } = running;
  const delivered = () => destination.accepted.length - history.length;
  await until('all that was written so far', () => delivered() === load.written.length);
  const before = delivered();
  const clear = set(running, name);
  await load.more(30);
  expect(delivered()).toBe(before);
  clear();
};

/** The request after the refused one comes no sooner than the server asked. */
const waited = (status: number, seconds: number) => (running: Running) => {
  const requests = running.cluster.simulator.requests();
  const refused = requests.findIndex((request) => request.status === status);
  const next = requests[refused + 1];
  expect(next?.at).toBeGreaterThanOrEqual((requests[refused]?.at ?? Number.NaN) + seconds * 1000);
};

/** Every fault of the API server that the daemon gets over within seconds. */
export const faultCases: readonly FaultCase[] = [
  { title: 'a watch cut between two frames', strike: once('cutWatch', { afterFrames: 3 }), reasons: ['cut'] },
  {
    title: 'a watch cut inside a frame',
    strike: once('cutWatch', { inFrame: true }),
    reasons: ['cut'],
    counted: ['kubeherald_watch_unreadable_lines_total{reason="partial"}'],
  },
  { title: 'a watch that ends in good order', strike: once('endWatch'), reasons: ['ended'] },
  { title: 'a watch that ends at once', strike: meeting('endWatch'), reasons: ['cut', 'very-short'] },
  { title: 'a watch that stalls', strike: silence('stall'), reasons: [] },
  { title: 'etcd gone under an open watch', strike: silence('etcdDown'), reasons: [] },
  {
    title: 'an ERROR frame 410',
    strike: once('errorFrame', { afterFrames: 2 }),
    reasons: ['gone'],
    counted: ['kubeherald_watch_frames_total{type="ERROR"}', 'kubeherald_events_taken_before_total{scope="cluster"}'],
    relists: true,
  },
  {
    title: 'an ERROR frame 500',
    strike: once('errorFrame', { status: 500, afterFrames: 2 }),
    reasons: ['server-error'],
  },
  { title: 'a 410 for every new watch', strike: meeting('gone'), reasons: ['cut', 'gone'], relists: true },
  {
    title: 'a frame of an unknown type',
    strike: once('unknownFrame'),
    reasons: [],
    counted: ['kubeherald_watch_frames_total{type="unknown"}'],
    check: ({ daemon }) => expect(daemon.child.errors()).toContain('a watch frame of an unknown type was passed over'),
  },
  {
    title: 'a line that is no JSON',
    strike: once('unparsableLine'),
    reasons: ['unreadable'],
    counted: ['kubeherald_watch_unreadable_lines_total{reason="json"}'],
    check: ({ daemon }) => expect(daemon.child.errors()).toContain('a line of the watch is no JSON'),
  },
  {
    title: 'a 429 with Retry-After',
    strike: meeting('refuse', { status: 429, retryAfterSeconds: 2, times: 1 }),
    reasons: ['cut', 'throttled'],
    check: waited(429, 2),
  },
  {
    title: 'a 503 with Retry-After',
    strike: meeting('refuse', { status: 503, retryAfterSeconds: 2, times: 1 }),
    reasons: ['cut', 'server-error'],
    check: waited(503, 2),
  },
  { title: 'a 401 once', strike: meeting('refuse', { status: 401, times: 1 }), reasons: ['cut'] },
  {
    title: 'a 401 that outlasts a fresh token',
    strike: meeting('refuse', { status: 401, times: 2 }),
    reasons: ['cut', 'unauthorized'],
    check: ({ daemon }) => expect(daemon.child.errors()).toContain('KH_UNAUTHORIZED'),
  },
  { title: 'a connection that is closed unanswered', strike: meeting('drop'), reasons: ['cut', 'network'] },
  {
    title: 'an API server that restarts, and forbids everything at first',
    strike: ({ cluster }) => cluster.simulator.restart({ downMs: 100, startingMs: 2_500 }),
    reasons: ['cut', 'network', 'forbidden'],
    // Passing, so nothing that a person must grant.
    check: ({ daemon }) => expect(daemon.child.errors()).not.toContain('KH_FORBIDDEN'),
  },
  {
    title: 'a continue token that expires in a list of several pages',
    strike: meetingList('expireContinue'),
    reasons: ['gone'],
    relists: true,
    history: 1_300,
  },
  {
    title: 'a page of a list that breaks off',
    strike: meetingList('cutBody', { afterBytes: 20_000 }),
    reasons: ['gone', 'network'],
    relists: true,
    history: 1_300,
  },
];
