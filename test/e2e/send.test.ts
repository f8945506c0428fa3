import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Destination } from '../support/destination.ts';
import { podEvent } from '../support/events.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { runCommand } from './commands.ts';

/** A destination that answers with a body. */
async function talkative(status: number, body: string): Promise<string> {
  const server = createServer((request, response) =>
    request.resume().on('end', () => response.writeHead(status).end(body)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}/hooks/SecretKeyOfTheHook1`;
}

describe('kubeherald send', () => {
  let scene: Scene;
  let destination: Destination;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    return scene.end;
  });

  const send = (config: string, ...more: string[]) => runCommand(['send', '--config', config, ...more]);
  const configOf = (over: object = {}, url = destination.url) =>
    scene.configFile({
      sinks: [webhook('ops', url, over), { name: 'file', use: 'log', with: { path: scene.path('events.log') } }],
    });

  it('delivers an event that says what it is, prints what was answered, and leaves nothing behind', async () => {
    const url = await talkative(200, '{"errcode": 0,\n "errmsg": "ok"}');
    const config = configOf({}, url);
    const before = readdirSync(scene.folder);
    const sent = await send(config, '--sink', 'ops');
    expect(sent.code, sent.errors).toBe(0);
    expect(sent.output).toMatch(/^ops \(@kubeherald\/sink-webhook@.*\) ← Warning BackOff Pod default\//);
    expect(sent.output).toMatch(/Delivered: accepted after [\d.]+ m?s\./);
    expect(sent.output).toMatch(/POST http:.*\*\*\* answered 200 \{"errcode": 0, "errmsg": "ok"\}/);
    expect(sent.output + sent.errors).not.toContain('SecretKeyOfTheHook1');
    expect(readdirSync(scene.folder)).toEqual(before);
  });

  it('sends the event of a file, of either API, and of standard input', async () => {
    const config = configOf();
    const file = scene.path('event.json');
    writeFileSync(
      file,
      JSON.stringify(podEvent({ name: 'e.1', namespace: 'shop', pod: 'web', message: 'one "two" 🚨' })),
    );
    expect((await send(config, '--sink', 'ops', '--event', file)).code).toBe(0);
    const other = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      regarding: { kind: 'Node', name: 'n1' },
      reason: 'Hot',
      note: 'hot',
    };
    const piped = await runCommand(['send', '-c', config, '--sink', 'ops', '--event', '-'], {
      input: JSON.stringify(other),
    });
    expect(piped.code, piped.errors).toBe(0);
    expect(destination.accepted.map(({ object, message }) => [object, message])).toEqual([
      ['Pod/shop/web', 'one "two" 🚨'],
      ['Node//n1', 'hot'],
    ]);
  });

  it('leaves a daemon that runs with the same config alone', async () => {
    const config = configOf();
    const daemon = await scene.run(config);
    const first = scene.emit();
    await until('the first event', () => destination.accepted.some(({ id }) => id === first));
    const sent = await send(config, '--sink', 'ops');
    expect(sent.code, sent.errors).toBe(0);
    const second = scene.emit();
    await until('the second event', () => destination.accepted.some(({ id }) => id === second));
    const own = async () => (await daemon.status()).sinks.find(({ name }) => name === 'ops');
    // The destination has it a moment before the daemon knows.
    await until('both to be told', async () => (await own())?.delivered === 2);
    expect(await own()).toMatchObject({ delivered: 2, state: 'running' });
    expect(destination.accepted).toHaveLength(3);
  });

  it('says when the match would not have picked the event, and sends it unless told not to', async () => {
    const config = configOf({ match: { not: { reasons: ['BackOff'] } } });
    const sent = await send(config, '--sink', 'ops');
    expect(sent.code, sent.errors).toBe(0);
    expect(sent.output).toContain('match.not.reasons excludes it');
    expect(destination.accepted).toHaveLength(1);
    const respected = await send(config, '--sink', 'ops', '--respect-match');
    expect(respected.code).toBe(1);
    expect(respected.output).toContain('Nothing was sent');
    expect(destination.requests).toHaveLength(1);
  });

  it.each([
    ['refuses', 400, /refused for good/, /KH_SINK_REJECTED/],
    ['is busy', 503, /cannot be taken now/, /KH_SINK_RETRY/],
  ])(
    'to a destination that %s ends with 1 after one attempt, and says what to do',
    async (_name, status, verdict, code) => {
      destination.answer(() => ({ status }));
      const sent = await send(configOf(), '--sink', 'ops');
      expect(sent.code).toBe(1);
      expect(sent.output).toMatch(verdict);
      expect(sent.output).toMatch(code);
      expect(sent.output).toMatch(new RegExp(`answered ${status}`));
      expect(sent.output).toMatch(/^→ /m);
      expect(destination.requests).toHaveLength(1);
    },
  );

  it('to nobody, and to one who never answers, ends with 1', async () => {
    const config = configOf();
    destination.answer(() => new Promise(() => {}));
    const hanging = await send(config, '--sink', 'ops', '--timeout', '300ms');
    expect(hanging.code).toBe(1);
    expect(hanging.output).toContain('Not delivered');
    await destination.away();
    const gone = await send(config, '--sink', 'ops');
    expect(gone.code).toBe(1);
    expect(gone.output).toContain('nothing listens there');
  });

  it('does not wait for a batch to fill, nor for its turn', async () => {
    const delivery = { linger: '1h', rateLimit: { batches: 1, per: '1h' }, concurrency: 3 };
    expect((await send(configOf({ delivery }), '--sink', 'ops')).code).toBe(0);
  });

  it('ends with 78 for a wrong config, and when the sink says that its options cannot work', async () => {
    const wrong = await send(configOf({ with: { url: destination.url, methd: 'PUT' } }), '--sink', 'ops');
    expect(wrong.code).toBe(78);
    expect(wrong.errors).toMatch(/config\.yaml:\d+:\d+: sinks\[0\]\.with\.methd: .*did you mean "method"/);
    destination.answer(() => ({ status: 301, headers: { location: 'http://127.0.0.1/new' } }));
    const moved = await send(configOf(), '--sink', 'ops');
    expect(moved.code).toBe(78);
    expect(moved.output).toMatch(/correct the options: .*config\.yaml:\d+:\d+/);
  });

  it('ends with 64 for a wrong command line, and with 66 for an event that is none', async () => {
    const config = configOf();
    const unknown = await send(config, '--sink', 'nope');
    expect(unknown.code).toBe(64);
    expect(unknown.errors).toContain('its sinks are ops, file');
    expect((await send(config)).code).toBe(64);
    expect((await send(config, '--sink', 'ops', '--timeout', 'soon')).code).toBe(64);
    const file = scene.path('event.json');
    writeFileSync(file, '{\n  "kind": "Event"\n  "reason": "x"\n}');
    const broken = await send(config, '--sink', 'ops', '--event', file);
    expect(broken.code).toBe(66);
    expect(broken.errors).toContain(`${file}:3:3: `);
    const missing = await send(config, '--sink', 'ops', '--event', scene.path('missing.json'));
    expect(missing.code).toBe(66);
    expect(missing.errors).toContain('missing.json: cannot be read');
    expect(destination.requests).toEqual([]);
  });

  it('tells how the sink itself failed', async () => {
    mkdirSync(scene.path('sink'));
    writeFileSync(
      scene.path('sink', 'exits.mjs'),
      `export default { [Symbol.for('kubeherald.sink')]: true, apiVersion: 1, name: 'exits', config: { type: 'object', properties: {} },
        open: () => ({ async deliver() { process.exit(3); } }) };`,
    );
    const config = scene.configFile({ sinks: [{ name: 'own', use: './sink/exits.mjs' }] });
    const sent = await send(config, '--sink', 'own');
    expect(sent.code).toBe(1);
    expect(sent.output).toContain('KH_SINK_EXITED');
  });
});
