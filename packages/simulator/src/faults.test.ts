import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ManualClock } from './clock.ts';
import type { SimulatorOptions } from './options.ts';
import { type Simulator, startSimulator } from './simulator.ts';
import { answer, frames, podEvent, request, untilFrames, watch } from './testing/client.ts';

let running: Simulator[] = [];
const start = async (options: SimulatorOptions = {}) => {
  const simulator = await startSimulator({ catchUpMs: 0, ...options });
  running.push(simulator);
  return simulator;
};
afterEach(async () => {
  await Promise.all(running.map((one) => one.stop()));
  running = [];
});

const list = '/api/v1/events?limit=10';

describe('refuse', () => {
  it('answers the next requests with a status and Retry-After, then all is well', async () => {
    const simulator = await start();
    simulator.faults.set('refuse', { status: 503, retryAfterSeconds: 7, times: 2, verbs: ['list'] });
    for (let round = 0; round < 2; round += 1) {
      const refused = await answer(simulator, list);
      expect(refused.status).toBe(503);
      expect(refused.headers.get('Retry-After')).toBe('7');
    }
    expect((await answer(simulator, list)).status).toBe(200);
    expect(simulator.faults.active()).toEqual([]);
  });

  it('says 401, 403 and 429 as the real server does, and 502 as a proxy does', async () => {
    const simulator = await start();
    const say = async (setting: object) => {
      simulator.faults.set('refuse', { ...setting, times: 1 });
      return answer(simulator, list);
    };
    expect((await say({ status: 401 })).text).toContain('"reason":"Unauthorized"');
    expect((await say({ status: 403 })).text).toContain('User \\"events-reader\\" cannot list resource \\"events\\"');
    const busy = await say({ status: 429 });
    expect([busy.text, busy.headers.get('Retry-After')]).toEqual(['Too many requests, please try again later.\n', '1']);
    expect((await say({ status: 502, html: true })).headers.get('Content-Type')).toBe('text/html');
  });

  it('ends by itself after a time', async () => {
    const clock = new ManualClock();
    const simulator = await start({ clock });
    simulator.faults.set('refuse', { status: 500, forMs: 1000 });
    expect((await answer(simulator, list)).status).toBe(500);
    clock.advance(1000);
    expect((await answer(simulator, list)).status).toBe(200);
  });
});

describe('hang and drop', () => {
  it('never answers, or closes without a word', async () => {
    const simulator = await start();
    simulator.faults.set('hang', { times: 1 });
    const hanging = await request(simulator, list);
    await vi.waitFor(() => expect(simulator.requests()).toHaveLength(1));
    simulator.faults.set('drop', { times: 1 });
    const dropped = await answer(simulator, list);
    expect(dropped.status).toBeUndefined();
    expect(hanging.closed).toBe(false);
    expect(hanging.response).toBeUndefined();
    hanging.close();
  });
});

describe('watches', () => {
  it('cutWatch cuts in the middle of a frame', async () => {
    const simulator = await start();
    const wire = await watch(simulator);
    simulator.emit(podEvent('a'));
    await untilFrames(wire, 1);
    simulator.faults.set('cutWatch', { inFrame: true, times: 1 });
    simulator.emit(podEvent('b'));
    await wire.end();
    expect(wire.complete).toBe(false);
    expect(frames(wire)).toEqual(['ADDED a']);
    expect(wire.response?.body.toString()).toContain('"name":"b"');
    expect(simulator.faults.active()).toEqual([]);
  });

  it('endWatch ends each watch at once, in good order', async () => {
    const simulator = await start();
    simulator.faults.set('endWatch', { times: 2 });
    for (let round = 0; round < 2; round += 1) {
      const wire = await watch(simulator);
      await wire.end();
      expect([wire.complete, frames(wire)]).toEqual([true, []]);
    }
    const third = await watch(simulator);
    simulator.emit(podEvent('a'));
    expect(await untilFrames(third, 1)).toEqual(['ADDED a']);
    third.close();
  });

  it.each([410, 500])('errorFrame sends %i in the middle of the stream and ends', async (status) => {
    const simulator = await start();
    const wire = await watch(simulator);
    simulator.faults.set('errorFrame', { status, afterFrames: 1, times: 1 });
    simulator.emit(podEvent('a'));
    await wire.end();
    expect(frames(wire)).toEqual(['ADDED a', `ERROR ${status}`]);
    expect(wire.complete).toBe(true);
  });

  it('unknownFrame and unparsableLine come between the frames, which go on', async () => {
    const simulator = await start();
    const wire = await watch(simulator);
    simulator.emit(podEvent('a'));
    simulator.faults.set('unknownFrame', { times: 1 });
    simulator.faults.set('unparsableLine', { times: 1 });
    simulator.emit(podEvent('b'));
    await untilFrames(wire, 4);
    const lines = (wire.response?.body.toString() ?? '').split('\n');
    expect(frames(wire)).toEqual(['ADDED a', 'RESYNC', 'ADDED', 'ADDED b']);
    expect(() => JSON.parse(lines[2] ?? '')).toThrow(SyntaxError);
    wire.close();
  });

  it('gone answers every new watch with 410 and leaves open ones alone', async () => {
    const simulator = await start();
    const old = await watch(simulator);
    simulator.faults.set('gone');
    for (let round = 0; round < 3; round += 1) {
      const fresh = await watch(simulator);
      await fresh.end();
      expect(frames(fresh)).toEqual(['ERROR 410']);
    }
    simulator.emit(podEvent('a'));
    expect(await untilFrames(old, 1)).toEqual(['ADDED a']);
    old.close();
  });

  it('stall keeps watches silent and lets everything follow afterwards', async () => {
    const simulator = await start();
    const wire = await watch(simulator);
    simulator.faults.set('stall');
    simulator.emit(podEvent('a'));
    const probe = await answer(simulator, list);
    expect(probe.text).toContain('"name":"a"');
    expect(frames(wire)).toEqual([]);
    simulator.faults.clear('stall');
    expect(await untilFrames(wire, 1)).toEqual(['ADDED a']);
    wire.close();
  });

  it('etcdDown makes open and new watches silent and lists hang, and all goes on afterwards', async () => {
    const clock = new ManualClock();
    const simulator = await start({ clock });
    const old = await watch(simulator);
    simulator.faults.set('etcdDown');
    const fresh = await watch(simulator);
    const hanging = await request(simulator, list);
    const ready = await answer(simulator, '/readyz');
    expect([ready.status, ready.text.includes('[-]etcd failed')]).toEqual([500, true]);
    await vi.waitFor(() => expect(simulator.requests().filter((one) => one.verb === 'list')).toHaveLength(1));
    clock.advance(59_000);
    expect([hanging.closed, frames(old), frames(fresh)]).toEqual([false, [], []]);
    clock.advance(1000);
    await hanging.end();
    expect([hanging.response, hanging.complete]).toEqual([undefined, false]);
    await fresh.end();
    expect(fresh.complete).toBe(true);
    const another = await watch(simulator);
    simulator.faults.clear('etcdDown');
    simulator.emit(podEvent('a'));
    expect(await untilFrames(another, 1)).toEqual(['ADDED a']);
    expect((await answer(simulator, '/readyz')).text).toBe('ok');
    another.close();
  });
});

describe('halfOpen', () => {
  it('keeps the connection but sends nothing, not even a close; new connections work', async () => {
    const simulator = await start();
    const dead = await watch(simulator);
    simulator.faults.set('halfOpen');
    simulator.emit(podEvent('a'));
    const alive = await watch(simulator, String(Number(simulator.resourceVersion) - 1));
    expect(await untilFrames(alive, 1)).toEqual(['ADDED a']);
    expect([dead.closed, frames(dead)]).toEqual([false, []]);
    alive.close();
    dead.close();
  });

  it('swallows new connections when asked', async () => {
    const simulator = await start();
    simulator.faults.set('halfOpen', { newConnections: true });
    const wire = await request(simulator, list);
    await vi.waitFor(() => expect(simulator.connections).toBe(1));
    simulator.faults.clear();
    expect((await answer(simulator, list)).status).toBe(200);
    expect([wire.closed, wire.response]).toEqual([false, undefined]);
    wire.close();
  });
});

describe('bodies of lists', () => {
  it('cutBody dies in the middle of a page, slowBody lets it drip, expireContinue refuses the next page', async () => {
    const clock = new ManualClock();
    const simulator = await start({ clock });
    for (let index = 0; index < 9; index += 1) simulator.emit(podEvent(`event-${index}`));
    simulator.faults.set('cutBody', { afterBytes: 3000, times: 1 });
    const cut = await answer(simulator, list);
    expect([cut.status, cut.complete]).toEqual([200, false]);
    expect(cut.text.length).toBeGreaterThan(2000);

    simulator.faults.set('slowBody', { bytesPerSecond: 10_000, times: 1 });
    const slow = await request(simulator, list);
    await slow.headers();
    expect(slow.complete).toBe(false);
    while (!slow.complete) {
      clock.advance(20);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    expect(slow.response?.body.toString()).toContain('event-8');
    slow.close();

    const page = await answer(simulator, '/api/v1/events?limit=4');
    const token = /"continue":"([^"]+)"/.exec(page.text)?.[1];
    simulator.faults.set('expireContinue', { times: 1 });
    const expired = await answer(simulator, `/api/v1/events?limit=4&continue=${token}`);
    expect([expired.status, /"continue":"[^"]+"/.test(expired.text)]).toEqual([410, true]);
    expect((await answer(simulator, `/api/v1/events?limit=4&continue=${token}`)).status).toBe(200);
  });
});

describe('the server goes away', () => {
  it('restart resets connections, refuses for a while, then answers 403 until its rights are known', async () => {
    const clock = new ManualClock();
    const simulator = await start({ clock });
    const wire = await watch(simulator);
    const back = simulator.restart({ downMs: 500, startingMs: 700 });
    await wire.end();
    expect(wire.complete).toBe(false);
    const refused = connect(Number(new URL(simulator.server).port), '127.0.0.1');
    const [error] = await once(refused, 'error');
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    await vi.waitFor(async () => {
      clock.advance(500);
      await Promise.race([back, Promise.reject(new Error('not yet'))]);
    });
    expect((await answer(simulator, list)).status).toBe(403);
    expect((await answer(simulator, list, { token: 'admin-token' })).status).toBe(200);
    expect((await answer(simulator, '/readyz')).status).toBe(500);
    clock.advance(700);
    expect((await answer(simulator, list)).status).toBe(200);
  });

  it('cutConnections closes what is open', async () => {
    const simulator = await start();
    const wire = await watch(simulator);
    simulator.cutConnections();
    await wire.end();
    expect([wire.closed, wire.complete]).toEqual([true, false]);
  });
});
