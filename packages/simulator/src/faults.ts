import type { Connections } from './connections.ts';
import { readContinue, writeContinue } from './continue-token.ts';
import type { Exchange } from './exchange.ts';
import type { FaultSetting } from './fault-setting.ts';
import type { Health } from './health.ts';
import { continueExpired, Refusal, watchExpired } from './status.ts';
import { forbidden, unauthorized } from './users.ts';
import type { Watch } from './watch.ts';

/** What a fault can lay hands on. */
export interface FaultContext {
  readonly connections: Connections;
  readonly health: Health;
}

/** What a fault does while it is set. */
export interface FaultHooks {
  /** Before the request is answered. `done`: the fault answered it, or leaves it unanswered; `struck`: it changed something. */
  readonly request?: (exchange: Exchange) => 'done' | 'struck' | undefined;
  /** When a watch has opened, and for open ones when the fault is set. */
  readonly watch?: (watch: Watch) => void;
  /** When it is over. */
  readonly clear?: () => void;
}

type Fault = (setting: FaultSetting, context: FaultContext) => FaultHooks;

const text = { contentType: 'text/plain; charset=utf-8' };
const nosniff = { 'X-Content-Type-Options': 'nosniff' };
const page = '<html><head><title>Bad Gateway</title></head><body><center><h1>Bad Gateway</h1></center></body></html>\n';
/** apiserver's request timeout: with etcd gone a list hangs so long, then the connection closes. */
const requestTimeoutMs = 60_000;

function refuse(exchange: Exchange, setting: FaultSetting): void {
  const { status = 503, html = false } = setting;
  const wait = setting.retryAfterSeconds ?? (status === 429 ? 1 : 0);
  const retry: Record<string, string> = wait > 0 ? { 'Retry-After': String(wait) } : {};
  if (html) {
    exchange.answer({ status, contentType: 'text/html', headers: retry, body: [Buffer.from(page)] });
    return;
  }
  if (status === 429) {
    const body = [Buffer.from('Too many requests, please try again later.\n')];
    exchange.answer({ status, ...text, headers: { ...nosniff, ...retry }, body });
    return;
  }
  const refusal = refusalOf(exchange, status);
  const sniff = status === 403 ? nosniff : {};
  const headers = { ...sniff, ...retry };
  exchange.answer({ status, contentType: 'application/json', headers, body: [Buffer.from(refusal.body())] });
}

function refusalOf(exchange: Exchange, status: number): Refusal {
  if (status === 401) return unauthorized();
  if (status === 403 && exchange.user) return forbidden(exchange.user, exchange.target);
  if (status === 410) return watchExpired();
  const reasons: Readonly<Record<number, string>> = {
    500: 'InternalError',
    503: 'ServiceUnavailable',
    504: 'Timeout',
  };
  return new Refusal(status, reasons[status] ?? '', `the simulator was asked to answer ${status}`);
}

function inject(fallback: string): Fault {
  return (setting) => ({
    watch: (watch) => watch.afterFrames(setting.afterFrames ?? 0, () => watch.inject(setting.line ?? fallback)),
  });
}

/** Every fault by name; each says which fields of the setting it reads beside verbs, users, times and forMs. */
export const faults = {
  /** Answers with `status` (default 503), `retryAfterSeconds` (429: 1), `html`. */
  refuse: (setting) => ({
    request: (exchange) => {
      refuse(exchange, setting);
      return 'done';
    },
  }),

  /** Never answers. */
  hang: () => ({ request: () => 'done' }),

  /** Closes the connection instead of answering. */
  drop: () => ({
    request: (exchange) => {
      exchange.drop();
      return 'done';
    },
  }),

  /** Cuts a watch's connection after `afterFrames`, perhaps `inFrame`. */
  cutWatch: (setting) => ({
    watch: (watch) => watch.afterFrames(setting.afterFrames ?? 0, () => watch.cut(setting.inFrame ?? false)),
  }),

  /** Ends a watch in good order after `afterFrames`. */
  endWatch: (setting) => ({
    watch: (watch) => watch.afterFrames(setting.afterFrames ?? 0, () => watch.end()),
  }),

  /** An ERROR frame with `status` (default 410) after `afterFrames`, then the end. */
  errorFrame: (setting) => ({
    watch: (watch) =>
      watch.afterFrames(setting.afterFrames ?? 0, () => watch.fail(refusalOf(watch.exchange, setting.status ?? 410))),
  }),

  /** A frame of a type that does not exist, or `line`, after `afterFrames`. */
  unknownFrame: inject('{"type":"RESYNC","object":{"kind":"Status","apiVersion":"v1","metadata":{}}}\n'),

  /** A line that is no JSON, or `line`, after `afterFrames`. */
  unparsableLine: inject('{"type":"ADDED","object":{"kind":"Event","metadata":{"name":\n'),

  /** Watches stay open and silent; what happened meanwhile follows when it is cleared. */
  stall: () => {
    const releases: (() => void)[] = [];
    return {
      watch: (watch) => releases.push(watch.hold()),
      clear: () => {
        for (const release of releases) release();
      },
    };
  },

  /** Connections stay but nothing comes any more, not even a close; with `newConnections` new ones too. */
  halfOpen: (setting, { connections }) => {
    connections.freeze(setting.newConnections ?? false);
    return { clear: () => connections.freezeNoMore() };
  },

  /** etcd is gone: open watches silent, new ones 200 and silent, everything else hangs, readyz fails. */
  etcdDown: (_, { health }) => {
    const releases: (() => void)[] = [health.fail('etcd')];
    return {
      request: (exchange) => {
        if (!exchange.target.isResource || exchange.target.verb === 'watch') return undefined;
        const stop = exchange.clock.after(requestTimeoutMs, () => exchange.drop());
        exchange.socket.once('close', stop);
        return 'done';
      },
      watch: (watch) => releases.push(watch.hold()),
      clear: () => {
        for (const release of releases) release();
      },
    };
  },

  /** The server has just started: 403 for everyone whose rights come from RBAC, readyz fails. */
  startingUp: (_, { health }) => ({
    request: (exchange) => {
      const { user, target } = exchange;
      if (!user || !target.isResource || user.rights.some((right) => right.by === '')) return undefined;
      refuse(exchange, { status: 403 });
      return 'done';
    },
    clear: health.fail('poststarthook/rbac/bootstrap-roles'),
  }),

  /** Bodies come at `bytesPerSecond` (default 10000). */
  slowBody: (setting) => ({
    request: (exchange) => {
      exchange.plan = { ...exchange.plan, bytesPerSecond: setting.bytesPerSecond ?? 10_000 };
      return 'struck';
    },
  }),

  /** The server dies in the middle of a body, after `afterBytes` (default 1000). */
  cutBody: (setting) => ({
    request: (exchange) => {
      exchange.plan = { ...exchange.plan, cutAfterBytes: setting.afterBytes ?? 1000 };
      return 'struck';
    },
  }),

  /** Continue tokens are too old: 410 with a fresh token. */
  expireContinue: () => ({
    request: (exchange) => {
      const token = exchange.query.get('continue');
      if (!token) return undefined;
      const refusal = continueExpired(writeContinue({ revision: -1, after: readContinue(token).after }));
      exchange.answer({ status: 410, contentType: 'application/json', body: [Buffer.from(refusal.body())] });
      return 'done';
    },
  }),

  /** Every new watch gets 410 as its first frame; open ones go on. */
  gone: () => ({ watch: (watch) => watch.fail(watchExpired()) }),
} satisfies Record<string, Fault>;

/** The name of a fault. */
export type FaultName = keyof typeof faults;

/** Faults that strike only what begins after they were set. */
export const newOnly: ReadonlySet<string> = new Set<FaultName>(['gone']);

/** True for the name of a fault. */
export function isFaultName(name: unknown): name is FaultName {
  return typeof name === 'string' && Object.hasOwn(faults, name);
}
