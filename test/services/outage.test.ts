import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Daemon } from '../support/daemon.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { until } from '../support/until.ts';
import { print, type Row, rowOf } from './outage/report.ts';
import { complaints, type Doings, doingsOf, since, tally } from './outage/watch.ts';
import { serverSites } from './sites/servers.ts';
import type { Site } from './sites/site.ts';
import { standInSites } from './sites/stand-ins.ts';

/** Everything starts side by side, on a machine that may have two busy cores. */
const timeout = 400_000;
const outageMs = 20_000;
/** What a busy loop does shows in this time. */
const watchedMs = 5_000;
/** An attempt after 0.5, 1, 2 and 4 seconds, and probes after 5 and 10 (the lane's defaults): more is a busy loop. */
const mostAttempts = 12;
/** A client may try several addresses, or several times within an attempt. */
const mostConnections = 60;

/** Time that passes whatever happens in it: an outage is as long as it is. */
const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('every sink, side by side in one daemon', () => {
  let sites: readonly Site[] = [];
  let scene: Scene;
  beforeAll(async () => {
    sites = [...(await standInSites()), ...(await serverSites())].toSorted((a, b) => a.sink.localeCompare(b.sink));
  }, timeout);
  afterAll(async () => {
    await Promise.all(sites.map((site) => site.end()));
  }, timeout);
  let scenes = 0;
  beforeEach(async () => {
    scenes += 1;
    // Other uids: of a revision that it has, a destination with a key takes no second one.
    scene = await openScene({ seed: scenes });
    return scene.end;
  });

  const sinks = (chosen: readonly Site[], optionsOf: (site: Site) => object) =>
    chosen.map((site) => ({
      name: site.sink,
      use: site.sink,
      ...(site.delivery === undefined ? {} : { delivery: site.delivery }),
      with: optionsOf(site),
    }));
  let count = 0;
  const emit = (phase: string) => {
    count += 1;
    const mark = `kh${phase}${String(count).padStart(6, '0')}`;
    scene.emit({ pod: `web-${count % 7}`, message: `${mark} back-off restarting failed container` });
    return mark;
  };
  /** Waits for all that is owed; who goes without it is seen in the table. */
  const settled = (chosen: readonly Site[], owed: readonly string[]) =>
    Promise.allSettled(
      chosen.map((site) =>
        until(
          `all events at ${site.destination}`,
          async () => tally(await site.arrived(), owed).missing.length === 0,
          90_000,
          1_000,
        ),
      ),
    );
  /** By sink: Unix ms of the first delivery after `before`. */
  const returns = (daemon: Daemon, chosen: readonly Site[], before: ReadonlyMap<string, Doings>) => {
    const found = new Map<string, number>();
    return until(
      'a delivery of every sink',
      async () => {
        const now = await doingsOf(daemon, chosen);
        for (const { sink } of chosen) {
          if (!found.has(sink) && since(before, now, sink).delivered > 0) found.set(sink, Date.now());
        }
        return found.size === chosen.length && found;
      },
      150_000,
      250,
    );
  };
  const judge = (rows: readonly Row[]) => {
    for (const { sink, missing, lines, doings } of rows) {
      expect.soft(missing, `${sink}: lost`).toEqual([]);
      expect.soft(lines, `${sink}: lines in the log`).toHaveLength(1);
      expect.soft(doings.attempts, `${sink}: attempts`).toBeLessThanOrEqual(mostAttempts);
      expect.soft(doings.connections, `${sink}: connections`).toBeLessThanOrEqual(mostConnections);
    }
  };

  it('away for 20 s: nothing is lost, one line is logged, and nobody hammers', { timeout }, async () => {
    const away = sites.filter(({ outage }) => outage !== undefined);
    const daemon = await scene.run(scene.configFile({ sinks: sinks(away, ({ options }) => options) }));
    const owed = Array.from({ length: 20 }, () => emit('o'));
    await settled(away, owed);
    const emitting = setInterval(() => owed.push(emit('o')), 250);
    await Promise.all(away.map(async ({ outage }) => outage?.down()));
    const before = await doingsOf(daemon, away);
    await pass(outageMs);
    const after = await doingsOf(daemon, away);
    const upAt = new Map<string, number>();
    const up = away.map(async ({ sink, outage }) => {
      await outage?.up();
      upAt.set(sink, Date.now());
    });
    const back = await returns(daemon, away, after);
    await Promise.all(up);
    clearInterval(emitting);
    await settled(away, owed);
    const rows = await Promise.all(
      away.map((site) => {
        const { sink } = site;
        // A server may take things before its start is told.
        const backMs = Math.max(0, (back.get(sink) ?? Number.NaN) - (upAt.get(sink) ?? Number.NaN));
        return rowOf(site, owed, { doings: since(before, after, sink), lines: complaints(daemon, sink), backMs });
      }),
    );
    print(`The destination is away for ${outageMs / 1000} s`, rows);
    judge(rows);
  });

  it('wrong credentials from the start: nothing is lost, and one line says what to do', { timeout }, async () => {
    const daemon = await scene.run(scene.configFile({ sinks: sinks(sites, ({ wrong }) => wrong) }));
    const before = await doingsOf(daemon, sites);
    const owed = Array.from({ length: 20 }, () => emit('c'));
    await until('every sink to complain', () => sites.every(({ sink }) => complaints(daemon, sink).length > 0), 90_000);
    await pass(watchedMs);
    const after = await doingsOf(daemon, sites);
    const lines = new Map(sites.map(({ sink }) => [sink, complaints(daemon, sink)] as const));
    scene.configFile({ sinks: sinks(sites, ({ options, right = options }) => right) });
    await settled(sites, owed);
    const rows = await Promise.all(
      sites.map((site) => {
        const { sink } = site;
        const about = { doings: since(before, after, sink), lines: lines.get(sink) ?? [], backMs: undefined };
        return rowOf(site, owed, about);
      }),
    );
    print('Wrong credentials from the start', rows);
    judge(rows);
  });
});
