import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { type Daemon, kubeherald } from '../support/daemon.ts';
import { openScene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

const sick = (name: string) => fileURLToPath(new URL(`../bench/sick-sinks/${name}.js`, import.meta.url));
const soon = { retry: { initial: '20ms', max: '100ms' } };

const restarts = (daemon: Daemon, sink: string, reason: string) =>
  daemon.metric(`kubeherald_worker_restarts_total{sink="${sink}",reason="${reason}"}`);

it.each(['thread', 'process'])(
  'delivers to a healthy sink whatever its neighbours do in a %s, and stops within the deadline',
  async (isolation) => {
    const scene = await openScene();
    onTestFinished(scene.end);
    const destination = await scene.destination();
    const file = scene.configFile({
      shutdown: { timeout: '1s' },
      sinks: [
        { name: 'loops', use: sick('loops'), isolation, delivery: { timeout: '500ms' }, ...soon },
        { name: 'exits', use: sick('exits'), isolation, ...soon },
        { name: 'slow', use: sick('slow'), isolation, ...soon },
        webhook('healthy', destination.url),
      ],
    });
    const daemon = await scene.run(file);
    const first = scene.emit();
    await until('each neighbour to be sick in its way', async () => {
      const { sinks } = await daemon.status();
      const busy = sinks.find(({ name }) => name === 'slow')?.inFlight;
      return busy === 1 && (await restarts(daemon, 'loops', 'deadline')) && (await restarts(daemon, 'exits', 'exited'));
    });

    const ids = [first, ...scene.emitMany(400)];
    await until('all events at the healthy sink', () => destination.accepted.length >= ids.length);
    expect(destination.accepted.map(({ id }) => id)).toEqual(ids);

    const sinks = await until('the circuit of the sink that exits to open, and the last acknowledgement', async () => {
      const { sinks: rows } = await daemon.status();
      const isOpen = rows.some(({ name, state }) => name === 'exits' && state === 'open');
      return isOpen && rows.some(({ name, queue }) => name === 'healthy' && queue === 0) && rows;
    });
    expect(sinks).toMatchObject([
      { name: 'loops', delivered: 0, deadLettered: 0, problem: { code: 'KH_SINK_DEADLINE' } },
      { name: 'exits', delivered: 0, deadLettered: 0, problem: { code: 'KH_SINK_EXITED' } },
      { name: 'slow', isolation, state: 'running', deadLettered: 0 },
      { name: 'healthy', isolation: 'thread', state: 'running', delivered: ids.length, queue: 0 },
    ]);
    expect(await restarts(daemon, 'loops', 'deadline')).toBeGreaterThanOrEqual(1);
    expect(await restarts(daemon, 'exits', 'exited')).toBeGreaterThanOrEqual(2);
    expect(await restarts(daemon, 'healthy', 'exited')).toBeUndefined();
    expect(await daemon.metric(`kubeherald_sink_info{sink="slow",isolation="${isolation}"}`)).toBe(1);
    expect((await daemon.get('/healthz')).status).toBe(200);

    expect(await daemon.stop()).toBe(0);
    expect(daemon.child.errors()).toContain('kubeherald has stopped');
    const check = kubeherald(['journal', 'check', scene.path('journal')]);
    expect(await check.ended).toBe(0);
    const { cursors }: { cursors?: unknown } = JSON.parse(check.lines.join('\n'));
    // What the others did not take is theirs still.
    expect(cursors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ sink: 'healthy', pending: 0 }),
        expect.objectContaining({ sink: 'loops', pending: ids.length }),
        expect.objectContaining({ sink: 'exits', pending: ids.length }),
      ]),
    );
  },
);
