import { createServer, type IncomingMessage } from 'node:http';
import { readFaultSetting, SettingError } from './fault-setting.ts';
import { faults, isFaultName } from './faults.ts';
import { isObject, type JsonObject } from './json.ts';
import { readBody } from './read-body.ts';
import type { Simulator } from './simulator.ts';
import { Refusal } from './status.ts';

/** The control endpoint of a simulator that runs as its own process. */
export interface Control {
  readonly url: string;
  close(): Promise<void>;
}

function number(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new SettingError(`${name} must be a number`);
  return value;
}

function required(body: JsonObject, name: string): number {
  const value = number(body, name);
  if (value === undefined) throw new SettingError(`${name} is missing: expected a number`);
  return value;
}

function faultName(value: unknown) {
  if (isFaultName(value)) return value;
  throw new SettingError(`no fault ${JSON.stringify(value)}: expected one of ${Object.keys(faults).join(', ')}`);
}

function text(body: JsonObject, name: string): string {
  const value = body[name];
  if (typeof value !== 'string') throw new SettingError(`${name} is missing: expected a string`);
  return value;
}

function object(body: JsonObject, name: string): object | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (!isObject(value)) throw new SettingError(`${name} must be an object`);
  return value;
}

type Act = (simulator: Simulator, body: JsonObject) => unknown;

/** Bursts that wait for their release, by simulator. */
const prepared = new WeakMap<Simulator, () => number>();
const generators = new WeakMap<Simulator, () => void>();

/** `METHOD /path` → what it does; the answer is JSON. */
const acts: Readonly<Record<string, Act>> = {
  'GET /simulator/state': (simulator) => ({
    resourceVersion: simulator.resourceVersion,
    events: simulator.store.size,
    compacted: String(simulator.store.history.compacted),
    watches: simulator.watches,
    connections: simulator.connections,
    faults: simulator.faults.active(),
  }),
  'GET /simulator/requests': (simulator) => simulator.requests(),
  'POST /simulator/faults': (simulator, body) => {
    simulator.faults.set(faultName(body.name), readFaultSetting(body));
    return simulator.faults.active();
  },
  'DELETE /simulator/faults': (simulator, body) => {
    simulator.faults.clear(body.name === undefined ? undefined : faultName(body.name));
    return simulator.faults.active();
  },
  'POST /simulator/compact': (simulator, body) => simulator.compact(number(body, 'revision')),
  'POST /simulator/rewind': (simulator, body) => {
    const back = number(body, 'back');
    simulator.rewind(back === undefined ? required(body, 'revision') : simulator.store.revision - back);
  },
  'POST /simulator/another-cluster': (simulator, body) => simulator.becomeAnotherCluster(number(body, 'revision')),
  'POST /simulator/cut': (simulator, body) => simulator.cutConnections(body.reset !== false),
  'POST /simulator/restart': (simulator, body) =>
    simulator.restart({
      downMs: number(body, 'downMs') ?? 0,
      startingMs: number(body, 'startingMs') ?? 0,
      watchGraceMs: number(body, 'watchGraceMs') ?? 0,
      reset: body.reset !== false,
    }),
  'POST /simulator/emit': (simulator, body) => simulator.emit(object(body, 'event') ?? {}),
  'POST /simulator/modify': (simulator, body) =>
    simulator.modify({ namespace: text(body, 'namespace'), name: text(body, 'name') }, object(body, 'patch')),
  'POST /simulator/burst': (simulator, body) => simulator.burst(required(body, 'count')),
  'POST /simulator/burst/prepare': (simulator, body) => {
    const burst = simulator.prepareBurst(required(body, 'count'));
    prepared.set(simulator, () => burst.release());
    return { resourceVersion: burst.resourceVersion };
  },
  'POST /simulator/burst/release': (simulator) => {
    const release = prepared.get(simulator);
    if (!release) throw new SettingError('no burst is prepared: POST /simulator/burst/prepare first');
    prepared.delete(simulator);
    return { releasedAt: release() };
  },
  'POST /simulator/generate': (simulator, body) => {
    const rate = required(body, 'rate');
    generators.get(simulator)?.();
    if (rate > 0) generators.set(simulator, simulator.generate(rate));
  },
};

async function answer(simulator: Simulator, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
  const path = new URL(request.url ?? '/', 'http://control').pathname;
  const act = acts[`${request.method} ${path}`];
  if (!act) return { status: 404, body: { error: `unknown: expected one of ${Object.keys(acts).join(', ')}` } };
  try {
    const sent = (await readBody(request)).toString();
    const body: unknown = sent === '' ? {} : JSON.parse(sent);
    if (!isObject(body)) throw new SettingError('expected a JSON object');
    return { status: 200, body: (await act(simulator, body)) ?? {} };
  } catch (error) {
    // Whoever sent nonsense is told so; nothing of the simulator is harmed.
    if (error instanceof Refusal || error instanceof Error) return { status: 400, body: { error: error.message } };
    throw error;
  }
}

/** Serves the control endpoint on loopback. */
export async function startControl(simulator: Simulator, port: number): Promise<Control> {
  const server = createServer((request, response) => {
    answer(simulator, request).then(
      ({ status, body }) =>
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(`${JSON.stringify(body)}\n`),
      (error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${listening}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
