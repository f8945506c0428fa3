import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { openScene } from '../support/scene.ts';
import { until } from '../support/until.ts';

const breaksOn = fileURLToPath(new URL('./sinks/breaks-on.ts', import.meta.url));

it('an event that ends its thread becomes a dead letter; the others of its batch get through, and no circuit opens', async () => {
  const scene = await openScene();
  onTestFinished(scene.end);
  const to = scene.path('delivered');
  const daemon = await scene.run(
    scene.configFile({ sinks: [{ name: 'fragile', use: breaksOn, with: { reason: 'Poison', to } }] }),
  );
  const delivered = () => (existsSync(to) ? readFileSync(to, 'utf8').trim().split('\n') : []);
  const ids = scene.emitMany(120, (index) => ({ reason: index === 77 ? 'Poison' : 'Fine', pod: `pod-${index}` }));
  await until('the poison to be put away', async () => {
    const { sinks } = await daemon.status();
    return sinks.some(({ deadLettered, queue }) => deadLettered === 1 && queue === 0);
  });
  expect(delivered().toSorted()).toEqual(ids.toSpliced(77, 1).toSorted());
  expect(daemon.child.errors()).not.toContain('cannot deliver');
  expect(await daemon.metric('kubeherald_sink_dead_letters_total{sink="fragile",reason="breaks-worker"}')).toBe(1);
  expect(await daemon.stop()).toBe(0);
});
