import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { kubeherald } from '../support/daemon.ts';
import { type Answer, accepting, type Destination } from '../support/destination.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

describe('kubeherald run', () => {
  let scene: Scene;
  let destination: Destination;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    return scene.end;
  });

  const received = (id: string) => until(id, () => destination.accepted.some((event) => event.id === id));

  it('finishes the delivery in flight when it is told to stop, and does not repeat it', async () => {
    const file = scene.configFile({ sinks: [webhook('webhook', destination.url)] });
    const daemon = await scene.run(file);
    const { promise, resolve } = Promise.withResolvers<Answer>();
    destination.answer(() => promise);
    const first = scene.emit();
    await until('a delivery in flight', () => destination.requests.length === 1);
    const ended = daemon.stop();
    await until('the stop to begin', () => daemon.child.errors().includes('kubeherald stops'));
    resolve(accepting());
    expect(await ended).toBe(0);
    expect(daemon.child.errors()).toContain('kubeherald has stopped');

    destination.answer(accepting);
    await scene.run(file);
    const second = scene.emit();
    await received(second);
    expect(destination.requests.flatMap(({ events }) => events.map(({ id }) => id))).toEqual([first, second]);
  });

  it('stops in good order when it is told to while it starts', async () => {
    const daemon = kubeherald(['run', '--config', scene.configFile({ sinks: [webhook('webhook', destination.url)] })]);
    await until('the start to have begun', () => existsSync(scene.path('journal')));
    daemon.process.kill('SIGTERM');
    expect(await daemon.ended).toBe(0);
    expect(daemon.errors()).toContain('kubeherald has stopped');
  });

  it('takes what happens while its plugins load, at the very first start too', async () => {
    const gate = scene.path('gate');
    writeFileSync(
      scene.path('slow.mjs'),
      `import { existsSync } from 'node:fs';
       while (!existsSync(${JSON.stringify(gate)})) await new Promise((resolve) => setTimeout(resolve, 20));
       export { default } from ${JSON.stringify(fileURLToPath(new URL('./sinks/needs-file.ts', import.meta.url)))};`,
    );
    const sinks = [
      webhook('webhook', destination.url),
      { name: 'slow', use: './slow.mjs', with: { to: scene.path('slow') } },
    ];
    const running = scene.run(scene.configFile({ sinks }));
    const listed = () => scene.cluster.simulator.requests().some(({ status }) => status === 200);
    await until('the position to be read', listed);
    // It is opened once the plugins are loaded.
    expect(existsSync(scene.path('journal'))).toBe(false);
    const id = scene.emit();
    writeFileSync(gate, '');
    await running;
    await received(id);
  });

  it('ends with exit 1 when the source cannot go on, as with a kubeconfig that is none', async () => {
    const kubeconfig = scene.path('no-kubeconfig');
    writeFileSync(kubeconfig, 'clusters: {');
    const sinks = [webhook('webhook', destination.url)];
    const file = scene.configFile({ source: { kubernetes: { kubeconfig } }, sinks });
    const daemon = kubeherald(['run', '--config', file]);
    expect(await daemon.ended).toBe(1);
    expect(daemon.errors()).toContain('KH_KUBECONFIG');
  });

  it('hands back what is not finished within the deadline, and delivers it after the next start', async () => {
    const sinks = [webhook('webhook', destination.url)];
    const file = scene.configFile({ shutdown: { timeout: '100ms' }, sinks });
    const daemon = await scene.run(file);
    const never = new Promise<Answer>(() => {});
    destination.answer(() => never);
    const id = scene.emit();
    await until('a delivery in flight', () => destination.requests.length === 1);
    expect(await daemon.stop()).toBe(0);
    expect(destination.accepted).toEqual([]);
    destination.answer(accepting);
    await scene.run(file);
    await received(id);
  });

  it('opens the log file again at SIGHUP', async () => {
    const [file, rotated] = [scene.path('events.ndjson'), scene.path('events.ndjson.1')];
    const daemon = await scene.run(
      scene.configFile({ sinks: [{ name: 'file', use: 'log', with: { format: 'json', path: file } }] }),
    );
    const ids = (path: string): unknown[] =>
      existsSync(path)
        ? readFileSync(path, 'utf8')
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line).id)
        : [];
    const before = scene.emit();
    await until('the first event', () => ids(file).includes(before));
    renameSync(file, rotated);
    const between = scene.emit();
    await until('the renamed file to be written', () => ids(rotated).includes(between));
    daemon.child.process.kill('SIGHUP');
    await until('the new file', () => existsSync(file));
    const after = scene.emit();
    await until('the event after it', () => ids(file).includes(after));
    expect(ids(rotated)).toEqual([before, between]);
    expect(ids(file)).toEqual([after]);
    expect(await daemon.stop()).toBe(0);
  });

  it('keeps status behind the token, health and metrics open, and shows no secret anywhere', async () => {
    const token = 'token-of-the-admin-api';
    const key = 'key-of-the-destination';
    const url = new URL(destination.url);
    url.searchParams.set('key', key);
    const daemon = await scene.run(
      scene.configFile({ admin: { host: '127.0.0.1', port: 0, token }, sinks: [webhook('webhook', url.href)] }),
    );
    destination.answer(() => ({ status: 503 }));
    scene.emit();
    await until('the sink to complain', async () => (await daemon.get('/readyz')).body.includes('answered 503'));
    const status = (authorization: string) => fetch(`${daemon.url}/api/v1/status`, { headers: { authorization } });
    expect((await daemon.get('/api/v1/status')).status).toBe(401);
    expect((await status('Bearer wrong')).status).toBe(401);
    const good = await status(`Bearer ${token}`);
    expect(good.status).toBe(200);
    expect((await daemon.get('/healthz')).status).toBe(200);
    const shown = [await good.text(), (await daemon.get('/readyz')).body, (await daemon.get('/metrics')).body];
    for (const text of [...shown, daemon.child.errors()]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(key);
    }
  });

  it('delivers out of memory alone when it is asked to', async () => {
    const daemon = await scene.run(
      scene.configFile({
        journal: { path: scene.path('journal'), memory: true },
        sinks: [webhook('webhook', destination.url)],
      }),
    );
    const ids = scene.emitMany(200);
    await until('all of them', () => destination.accepted.length >= ids.length);
    expect(destination.accepted.map(({ id }) => id)).toEqual(ids);
    expect(await daemon.stop()).toBe(0);
    expect(existsSync(scene.path('journal'))).toBe(false);
  });

  it('exposes metrics that Prometheus can read, with labels that stay few', async () => {
    const daemon = await scene.run(
      scene.configFile({
        sinks: [webhook('webhook', destination.url), webhook('picky', destination.url, { match: { kinds: ['Node'] } })],
      }),
    );
    destination.answer((events) => ({ status: events.some(({ reason }) => reason === 'Refused') ? 400 : 204 }));
    const ids = scene.emitMany(30, (index) => ({ pod: `needle-${index}`, message: `needle "${index}"` }));
    scene.emit({ pod: 'needle-refused', reason: 'Refused' });
    await until('all but one', () => destination.accepted.length >= ids.length);
    await until(
      'that one',
      async () => (await daemon.metric('kubeherald_sink_dead_letters_total{sink="webhook",reason="rejected"}')) === 1,
    );
    const response = await fetch(`${daemon.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const { families, samples } = readExposition(await response.text());
    for (const { name, labels } of samples) {
      const family = families.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
      expect(families.get(family), name).toEqual({ help: expect.stringMatching(/\S/), type: expect.any(String) });
      if (/^kubeherald_.*_total$/.test(family)) expect(families.get(family)?.type, name).toBe('counter');
      for (const value of Object.values(labels))
        expect(value).not.toMatch(/needle|event\.0|team-a|[0-9a-f]{8}-[0-9a-f]{4}/);
    }
    expect(samples).toEqual(
      expect.arrayContaining([
        { name: 'kubeherald_events_received_total', labels: { change: 'added' }, value: 31 },
        { name: 'kubeherald_sink_events_matched_total', labels: { sink: 'webhook' }, value: 31 },
        { name: 'kubeherald_sink_events_delivered_total', labels: { sink: 'webhook' }, value: 30 },
        { name: 'kubeherald_sink_lag_seconds_count', labels: { sink: 'webhook' }, value: 30 },
        { name: 'kubeherald_events_dropped_total', labels: { sink: 'picky', reason: 'match.kinds' }, value: 31 },
        // An alert on their increase fires at the first one only if they are there before it.
        { name: 'kubeherald_sink_events_delivered_total', labels: { sink: 'picky' }, value: 0 },
        { name: 'kubeherald_sink_dead_letters_total', labels: { sink: 'picky', reason: 'rejected' }, value: 0 },
        { name: 'kubeherald_events_dropped_total', labels: { sink: 'picky', reason: 'retention' }, value: 0 },
        { name: 'kubeherald_sink_queue_records', labels: { sink: 'webhook' }, value: 0 },
        { name: 'kubeherald_sink_state', labels: { sink: 'webhook', state: 'running' }, value: 1 },
        { name: 'kubeherald_build_info', labels: expect.objectContaining({ version: expect.any(String) }), value: 1 },
      ]),
    );
  });
});

it('kubeherald demo --once ends by itself, having shown its events', async () => {
  const demo = kubeherald(['demo', '--once', '--port', '0', '--rate', '100']);
  expect(await demo.ended, demo.errors()).toBe(0);
  expect(demo.lines[0]).toMatch(/^LAST SEEN\s+/);
  expect(demo.lines.length).toBeGreaterThan(20);
  const received = Number(/The webhook received (\d+) events/.exec(demo.errors())?.[1]);
  expect(received).toBeGreaterThanOrEqual(20);
});

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  help?: string;
  type?: string;
}

/** Reads Prometheus' text format 0.0.4 line by line; throws for a line that is none of it. */
function readExposition(text: string): { families: ReadonlyMap<string, Family>; samples: readonly Sample[] } {
  const families = new Map<string, Family>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, keyword, family = '', rest = ''] = /^# (HELP|TYPE) ([a-z_][a-z0-9_]*) (.+)$/.exec(line) ?? [];
    const [, name = '', , labels = '', value = ''] =
      /^([a-z_][a-z0-9_]*)(\{((?:[a-z_][a-z0-9_]*="(?:[^"\\]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line) ?? [];
    if (keyword === 'HELP') families.set(family, { ...families.get(family), help: rest });
    else if (keyword === 'TYPE') families.set(family, { ...families.get(family), type: rest });
    else if (name !== '' && (/^([+-]Inf|NaN)$/i.test(value) || !Number.isNaN(Number(value)))) {
      const pairs = [...labels.matchAll(/([a-z_][a-z0-9_]*)="((?:[^"\\]|\\.)*)"/g)];
      samples.push({ name, labels: Object.fromEntries(pairs.map(([, key, one]) => [key, one])), value: Number(value) });
    } else if (line !== '') throw new Error(`no line of Prometheus' text format: ${line}`);
  }
  return { families, samples };
}
