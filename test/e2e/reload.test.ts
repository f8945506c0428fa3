import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConfigMap, mountConfigMap } from '../support/config-map.ts';
import type { Daemon } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import { startLoad } from '../support/load.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

describe('a config that changes on disk', () => {
  let scene: Scene;
  let steady: Destination;
  let other: Destination;
  let mounted: ConfigMap;
  let daemon: Daemon;

  const text = (sinks: readonly object[], over: object = {}) => JSON.stringify(scene.config({ sinks, ...over }));
  const ids = (destination: Destination) => destination.accepted.map(({ id }) => id);
  const reloads = (result: string) => daemon.metric(`kubeherald_config_reloads_total{result="${result}"}`);
  const taken = (count: number) =>
    until(`${count} configs taken`, async () => ((await reloads('taken')) ?? 0) >= count);

  beforeEach(async () => {
    scene = await openScene();
    steady = await scene.destination();
    other = await scene.destination();
    mounted = mountConfigMap(
      scene.path('mount'),
      text([webhook('steady', steady.url), webhook('other', other.url, { match: { reasons: ['BackOff'] } })]),
    );
    daemon = await scene.run(mounted.file);
    return scene.end;
  });
  afterEach(() => daemon.stop());

  it('restarts the sink that changed; the other keeps its connection, and neither loses or repeats anything', async () => {
    const load = startLoad(scene.cluster);
    await until('both sinks to deliver', () => steady.accepted.length > 20 && other.accepted.length > 20);
    mounted.swap(
      text([
        webhook('steady', steady.url),
        webhook('other', other.url, { match: { reasons: ['BackOff'] }, delivery: { maxEvents: 1 } }),
      ]),
    );
    await taken(1);
    await load.more(20);
    const written = load.stop();
    await until('all events at both', () => [steady, other].every(({ accepted }) => accepted.length >= written.length));
    expect(ids(steady)).toEqual(written);
    expect(ids(other)).toEqual(written);
    expect(new Set(steady.requests.map(({ connection }) => connection))).toEqual(new Set([1]));
    expect(new Set(other.requests.map(({ connection }) => connection))).toEqual(new Set([1, 2]));
    expect(other.requests.filter(({ connection }) => connection === 2).map(({ events }) => events.length)).toContain(1);
    expect(Math.max(...other.requests.filter((one) => one.connection === 2).map((one) => one.events.length))).toBe(1);
  });

  it('keeps the old config when the new one is faulty, says so everywhere, and takes the next good one', async () => {
    const good = text([webhook('steady', steady.url), webhook('other', other.url)]);
    mounted.swap(good.replace('"cluster":', '"clustr":'));
    await until('the fault to be counted', () => reloads('refused'));
    expect(await daemon.metric('kubeherald_config_valid')).toBe(0);
    const ready = await daemon.get('/readyz');
    expect(ready.status).toBe(200);
    expect(ready.body).toMatch(/the config before goes on: .*config\.yaml:\d+:\d+: .*did you mean \\"cluster\\"/);
    expect(daemon.child.errors()).toMatch(/"code":"KH_CONFIG".*config\.yaml:\d+:\d+: .*did you mean/);
    const during = scene.emit();
    await until('delivery to go on', () => ids(steady).includes(during) && ids(other).includes(during));

    mounted.swap(good);
    await taken(1);
    expect(await daemon.metric('kubeherald_config_valid')).toBe(1);
    expect((await daemon.get('/readyz')).body).not.toContain('did you mean');
    const after = scene.emit();
    await until('delivery after it', () => ids(steady).includes(after) && ids(other).includes(after));
    expect(ids(steady)).toEqual([during, after]);
    expect(ids(other)).toEqual([during, after]);
  });

  it('keeps the old config when a plugin refuses its options', async () => {
    mounted.swap(text([webhook('steady', 'ftp://nowhere'), webhook('other', other.url)]));
    await until('the fault to be counted', () => reloads('refused'));
    expect((await daemon.get('/readyz')).body).toContain('sinks[0].with.url');
    const during = scene.emit();
    await until('delivery to go on', () => ids(steady).includes(during));
  });

  it('gives a sink that is added the history it asks for, out of the journal', async () => {
    const [late, new_] = [await scene.destination(), await scene.destination()];
    const history = scene.emitMany(30, (index) => ({ reason: index % 3 === 0 ? 'Failed' : 'BackOff' }));
    await until('the history to be delivered', () => steady.accepted.length === history.length);
    mounted.swap(
      text([
        webhook('steady', steady.url),
        webhook('other', other.url, { match: { reasons: ['BackOff'] } }),
        webhook('late', late.url, { startAt: 'oldest', match: { reasons: ['Failed'] } }),
        webhook('new', new_.url),
      ]),
    );
    await taken(1);
    const after = [scene.emit({ reason: 'Failed' }), scene.emit({ reason: 'Failed' })];
    const wanted = [...history.filter((_, index) => index % 3 === 0), ...after];
    await until('both new sinks', () => late.accepted.length >= wanted.length && new_.accepted.length >= after.length);
    expect(ids(late)).toEqual(wanted);
    expect(ids(new_)).toEqual(after);
    expect(ids(steady)).toEqual([...history, ...after]);
  });

  it('keeps for a sink that cannot run yet what it will want', async () => {
    await daemon.stop();
    mounted.swap(text([webhook('steady', steady.url), { ...webhook('late', other.url), use: 'webhok' }]));
    daemon = await scene.run(mounted.file);
    const before = scene.emitMany(20, () => ({ reason: 'Failed' }));
    await until('the sink that runs', () => steady.accepted.length >= before.length);
    mounted.swap(text([webhook('steady', steady.url), webhook('late', other.url)]));
    await taken(1);
    const after = scene.emit();
    await until('the sink that was mended', () => ids(other).includes(after));
    expect(ids(other)).toEqual([...before, after]);
  });

  it('stops a sink that is removed, and says what needs a restart', async () => {
    mounted.swap(text([webhook('steady', steady.url)], { cluster: 'renamed' }));
    await taken(1);
    const after = scene.emit();
    await until('the sink that is left', () => ids(steady).includes(after));
    const { body } = await daemon.get('/api/v1/status');
    expect(JSON.parse(body)).toMatchObject({
      sinks: [{ name: 'steady' }],
      cluster: 'e2e',
      config: { restartNeededFor: ['cluster'], faults: [] },
    });
    expect(other.requests).toEqual([]);
    expect(daemon.child.errors()).toContain('"removed":["other"]');
  });
});
