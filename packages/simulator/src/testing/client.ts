import type { Simulator } from '../simulator.ts';
import { WireRequest } from './wire.ts';

/** A legacy event of a pod in `shop`, as an emitter would send it. */
export function podEvent(name: string, over: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'shop' },
    involvedObject: {
      kind: 'Pod',
      namespace: 'shop',
      name: 'web-0',
      uid: '0b7c9ad4-8c4e-4a6c-b6b9-6a0f3c2d9c11',
      apiVersion: 'v1',
    },
    reason: 'BackOff',
    message: 'Back-off restarting failed container',
    source: { component: 'kubelet', host: 'node-1' },
    firstTimestamp: '2026-11-21T04:31:34Z',
    lastTimestamp: '2026-11-21T04:31:34Z',
    count: 1,
    type: 'Warning',
    ...over,
  };
}

/** Sends a request as `token`'s user, over a connection of its own. */
export function request(
  simulator: Simulator,
  path: string,
  how: { readonly token?: string; readonly method?: string; readonly body?: object } = {},
): Promise<WireRequest> {
  const headers = { accept: 'application/json', authorization: `Bearer ${how.token ?? 'events-reader-token'}` };
  const body = how.body ? Buffer.from(JSON.stringify(how.body)) : undefined;
  const typed = body ? { ...headers, 'content-type': 'application/json' } : headers;
  return WireRequest.send(Number(new URL(simulator.server).port), {
    method: how.method ?? 'GET',
    path,
    headers: typed,
    body,
  });
}

/** Sends a request and waits for its whole answer. */
export async function answer(simulator: Simulator, path: string, how: Parameters<typeof request>[2] = {}) {
  const wire = await request(simulator, path, how);
  await wire.end();
  wire.close();
  const { response } = wire;
  const text = response?.body.toString() ?? '';
  return { status: response?.status, headers: new Map(response?.headers), text, complete: wire.complete };
}

/** Opens a watch of everything after `from` (default: now) and waits for its headers. */
export async function watch(simulator: Simulator, from = simulator.resourceVersion, query = ''): Promise<WireRequest> {
  const wire = await request(simulator, `/api/v1/events?watch=1&resourceVersion=${from}&timeoutSeconds=60${query}`);
  await wire.headers();
  return wire;
}

/** Type and name of each whole frame of a watch so far. */
export function frames(wire: WireRequest): string[] {
  const lines = (wire.response?.body.toString() ?? '').split('\n').slice(0, -1);
  return lines.map((line) => {
    const type = /^\{"type":"([A-Z]+)"/.exec(line)?.[1] ?? 'NONSENSE';
    const name = /"metadata":\{"name":"([^"]+)"/.exec(line)?.[1];
    const code = /"code":(\d+)/.exec(line)?.[1];
    return [type, name ?? code].filter((one) => one !== undefined).join(' ');
  });
}

/** Waits until a watch has so many frames. */
export async function untilFrames(wire: WireRequest, count: number): Promise<string[]> {
  await wire.until((body) => body.split('\n').length > count);
  return frames(wire);
}
