import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { binary, kubeherald, startDaemon } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import { start } from '../support/process.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

/** Output of `kubeherald journal …`. */
interface Printed {
  readonly code: number | string;
  readonly lines: readonly string[];
  readonly errors: string;
}

async function journal(...parameters: readonly string[]): Promise<Printed> {
  const child = kubeherald(['journal', ...parameters]);
  return { code: await child.ended, lines: child.lines, errors: child.errors() };
}

const report = ({ lines }: Printed): unknown => JSON.parse(lines.join('\n'));
const dumped = ({ lines }: Printed): unknown[] => lines.map((line) => JSON.parse(line).id);

/** The segment that holds `text`. */
function segmentWith(folder: string, text: string): string | undefined {
  const segments = readdirSync(folder).filter((name) => name.endsWith('.log'));
  return segments.map((name) => join(folder, name)).find((path) => readFileSync(path).includes(text));
}

/** Flips one bit of the first place where `text` stands in the journal. */
function flip(folder: string, text: string): void {
  const path = segmentWith(folder, text);
  if (path === undefined) throw new Error(`${text} is in no segment of ${folder}`);
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

describe('kubeherald journal', () => {
  let scene: Scene;
  let destination: Destination;
  let folder: string;
  let file: string;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    folder = scene.path('journal');
    file = scene.configFile({ sinks: [webhook('webhook', destination.url)] });
    return scene.end;
  });

  /** Runs the daemon until these events are delivered, and kills it. */
  const killedAfter = async (...ids: readonly string[]) => {
    const daemon = await scene.run(file);
    const written = ids.length > 0 ? ids : scene.emitMany(20, variety);
    await until('delivery', () => {
      const delivered = new Set(destination.accepted.map(({ id }) => id));
      return written.every((id) => delivered.has(id));
    });
    await daemon.child.kill('SIGKILL');
    return written;
  };
  const variety = (index: number) => ({
    pod: index % 2 === 0 ? `web-${index}` : `db-${index}`,
    reason: ['BackOff', 'Failed', 'Unhealthy'][index % 3] ?? '',
    type: index % 4 === 0 ? 'Normal' : 'Warning',
    message: `message number ${index}.`,
  });

  it('finds a journal whole after a kill, and prints what matches', async () => {
    const ids = await killedAfter();
    const check = await journal('check', folder);
    expect(check.code, check.errors).toBe(0);
    expect(report(check)).toMatchObject({ damage: [], cursors: [{ sink: 'webhook' }] });

    const all = await journal('dump', folder);
    expect(all.code, all.errors).toBe(0);
    expect(dumped(all)).toEqual(ids);
    expect(JSON.parse(all.lines[1] ?? '')).toMatchObject({
      reason: 'Failed',
      message: 'message number 1.',
      object: { kind: 'Pod', name: 'db-1' },
      journal: { scope: '', sinks: { webhook: 'wanted' } },
    });

    const some = await journal(
      'dump',
      folder,
      '--names=web-*',
      '--reasons',
      'BackOff',
      '/^Un/',
      '--level=Warning',
      '--not-messages=/number 1.\\./',
    );
    const wanted = ids.filter((_, index) => {
      const web = index % 2 === 0;
      return web && index % 3 !== 1 && index % 4 !== 0 && index < 10;
    });
    expect(wanted).toHaveLength(2);
    expect(dumped(some)).toEqual(wanted);
  });

  it('prints all of it to a reader that is slower than itself', async () => {
    const ids = scene.emitMany(300, variety);
    const kubernetes = { kubeconfig: scene.cluster.kubeconfig, startAt: 'oldest' };
    file = scene.configFile({ source: { kubernetes }, sinks: [webhook('webhook', destination.url)] });
    await killedAfter(...ids);
    // A shell reads a pipe byte by byte, which takes it longer than the dump takes to print.
    const slowly = '"$@" | while IFS= read -r line; do echo read; done';
    const child = start('/bin/sh', ['-c', slowly, 'sh', process.execPath, binary, 'journal', 'dump', folder]);
    expect(await child.ended).toBe(0);
    expect(child.lines).toHaveLength(ids.length);
  });

  it('refuses a pattern that it cannot read, and a folder that is no journal', async () => {
    await killedAfter();
    const pattern = await journal('dump', folder, '--reasons', '/(/', 'BackOff', '--not-kinds', 'Node', '/[/');
    expect(pattern.code).toBe(64);
    expect(pattern.errors).toMatch(/--reasons: \/\(\/.*--not-kinds: \/\[\//s);
    for (const command of ['check', 'dump', 'repair']) {
      const nowhere = await journal(command, scene.path('nowhere'));
      expect(nowhere.code).toBe(66);
      expect(nowhere.errors).toContain('KH_JOURNAL_UNUSABLE');
    }
  });

  it('tells that segments are gone, also after a repair, which cannot bring them back', async () => {
    await killedAfter();
    for (const name of readdirSync(folder)) if (name.endsWith('.log')) rmSync(join(folder, name));
    const check = await journal('check', folder);
    expect(check.code).toBe(1);
    expect(report(check)).toMatchObject({ problems: [expect.stringContaining('are gone')] });
    const repair = await journal('repair', folder);
    expect(repair.code).toBe(1);
    expect(report(repair)).toMatchObject({ remaining: [expect.stringContaining('cannot bring them back')] });
  });

  it('finds a flipped bit, repairs it and keeps a copy; the daemon goes on from there', async () => {
    const daemon = await scene.run(file);
    const ids = scene.emitMany(20, variety);
    await until('the first commits', () => destination.accepted.length >= ids.length);
    // Damage in the very last commit cannot be told from a torn one, so there is another behind it.
    ids.push(scene.emit());
    await until('one more commit', () => destination.accepted.length >= ids.length);
    await daemon.child.kill('SIGKILL');
    flip(folder, 'message number 7.');
    const left = ids.filter((_, index) => index !== 7);

    const found = await journal('check', folder);
    expect(found.code).toBe(1);
    expect(report(found)).toMatchObject({ damage: [{ records: 1, bytes: expect.any(Number) }] });
    const damaged = await journal('dump', folder);
    expect(dumped(damaged)).toEqual(left);
    expect(damaged.errors).toContain('passed over');

    const repaired = await journal('repair', folder);
    expect(repaired.code, repaired.errors).toBe(0);
    expect(report(repaired)).toMatchObject({ rewritten: [{ segment: expect.any(String), copy: expect.any(String) }] });
    expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/\.damaged$/));
    expect(dumped(await journal('dump', folder))).toEqual(left);
    const again = await journal('repair', folder);
    expect(report(again)).toEqual({ rewritten: [], remaining: [] });

    const later = scene.emitMany(5);
    await killedAfter(...later);
    expect(dumped(await journal('dump', folder))).toEqual([...left, ...later]);
    expect(new Set(destination.accepted.map(({ id }) => id))).toEqual(new Set([...ids, ...later]));
  });

  it('keeps what repair has kept, also behind damage in the last commit', async () => {
    const daemon = await scene.run(file);
    destination.answer(() => ({ status: 503 }));
    const ids = scene.cluster.simulator.store.together(() => scene.emitMany(6, variety));
    await until('the last to be written', () => segmentWith(folder, 'message number 5.'));
    await daemon.child.kill('SIGKILL');
    flip(folder, 'message number 3.');
    expect((await journal('repair', folder)).code).toBe(0);
    const left = ids.filter((_, index) => index !== 3);
    expect(dumped(await journal('dump', folder))).toEqual(left);

    // The API server has forgotten them by now: the journal is all there is.
    scene.cluster.simulator.faults.set('refuse');
    const again = await startDaemon(file);
    await again.child.kill('SIGKILL');
    expect(dumped(await journal('dump', folder))).toEqual(left);
  });

  it('passes over damage while it runs, and counts what a sink did not get for it', async () => {
    const daemon = await scene.run(file);
    destination.answer(() => ({ status: 503 }));
    const ids = scene.emitMany(20, variety);
    await until('the last to be written', () => segmentWith(folder, 'message number 19.'));
    // Damage in the last commit would be a torn tail: cut off, and taken from the API server again.
    ids.push(scene.emit());
    await until('a later commit', () => segmentWith(folder, ids.at(-1)?.split(':')[0] ?? ''));
    await daemon.child.kill('SIGKILL');
    flip(folder, 'message number 11.');
    destination.answer(() => ({ status: 204 }));
    const again = await scene.run(file);
    const left = ids.filter((_, index) => index !== 11);
    await until('the others', () => destination.accepted.length >= left.length);
    expect(destination.accepted.map(({ id }) => id)).toEqual(left);
    expect(await again.metric('kubeherald_journal_damaged_bytes_total{cause="damage"}')).toBeGreaterThan(0);
    expect(await again.metric('kubeherald_events_dropped_total{sink="webhook",reason="damage"}')).toBe(1);
  });

  it('is left to one process at a time, which the others name', async () => {
    const daemon = await scene.run(file);
    const second = kubeherald(['run', '--config', file]);
    expect(await second.ended).toBe(1);
    expect(second.errors()).toContain('KH_JOURNAL_LOCKED');
    expect(second.errors()).toContain(`process ${daemon.child.process.pid} `);
    const repair = await journal('repair', folder);
    expect(repair.code).toBe(1);
    expect(repair.errors).toContain(`process ${daemon.child.process.pid} `);
    const id = scene.emit();
    await until('the first to go on', () => destination.accepted.some((one) => one.id === id));
    await daemon.stop();
    await scene.run(file);
  });
});
