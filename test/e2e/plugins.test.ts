import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { kubeherald } from '../support/daemon.ts';
import type { Destination } from '../support/destination.ts';
import { openScene, type Scene, webhook } from '../support/scene.ts';
import { until } from '../support/until.ts';

const branded = (parts: string) =>
  `export default { [Symbol.for('kubeherald.sink')]: true, apiVersion: 1, config: { type: 'object', properties: {} }, ${parts} };`;

/** Sinks that cannot run, by name: the config's line, the plugin's text when it is a file, and what the user is told. */
const faulty: Readonly<
  Record<string, { use: string; text?: string; with?: object; isolation?: string; told: RegExp }>
> = {
  'not-installed': {
    use: 'pager',
    told: /use: The sink "pager" was not found, looking from the config's folder \(.+\), .+, kubeherald's installation \(.+\)\. Correct the name, or install it: npm install --prefix \S+ @kubeherald\/sink-pager$/,
  },
  'wrong-option': {
    use: 'webhook',
    with: { url: 'http://127.0.0.1:1', batchh: 'array' },
    told: /with\.batchh: is not an option; did you mean "batch"\?$/,
  },
  'other-version': {
    use: './newer.mjs',
    text: branded("name: 'newer', open() {}, apiVersion: 7"),
    told: /use: The sink newer \(.+newer\.mjs\) was built for version 7 of the sink contract, this kubeherald knows version 1\. Update kubeherald, or install an older version of the sink$/,
  },
  'no-sink': {
    use: './library.mjs',
    text: 'export default function library() {}',
    told: /use: .+library\.mjs is no kubeherald sink: it exports a function as default .+ Correct the name \(use:\) .+ export default defineSink\({ … }\) of @kubeherald\/sink-sdk$/,
  },
  throws: {
    use: './throws.mjs',
    text: "\nthrow new Error('no licence');",
    told: /use: Loading .+throws\.mjs failed: no licence \(.+throws\.mjs:2:7\)\. Mend or update the sink, or tell its author$/,
  },
  incomplete: {
    use: './incomplete.mjs',
    text: "import '@acme/driver';",
    told: /use: Loading .+ failed: Cannot find package '@acme\/driver' .+ A part that it needs is missing: install the sink again, with its dependencies$/,
  },
  exits: {
    use: './exits.mjs',
    text: 'process.exit(0);',
    told: /use: The sink ended its thread with process\.exit, which a sink must leave to kubeherald; update the sink, or tell its author$/,
  },
  hoards: {
    use: './hoards.mjs',
    text: 'const kept = new Map(); for (;;) kept.set(kept.size, kept.size);',
    isolation: 'process',
    told: /use: The sink's process aborted \(SIGABRT\): either its 32 MB of heap are used up, .* give it more \(resources\.heapMB\), or let it keep less\. Or /,
  },
};

describe('sinks that cannot run', () => {
  let scene: Scene;
  let destination: Destination;
  let file: string;

  beforeEach(async () => {
    scene = await openScene();
    destination = await scene.destination();
    for (const { use, text } of Object.values(faulty)) if (text !== undefined) writeFileSync(scene.path(use), text);
    file = scene.configFile({
      sinks: [
        ...Object.entries(faulty).map(([name, { use, isolation, with: options = {} }]) => ({
          name,
          use,
          with: options,
          ...(isolation === undefined ? {} : { isolation, resources: { heapMB: 32 } }),
        })),
        webhook('healthy', destination.url),
      ],
    });
    return scene.end;
  });

  it('are told by validate all at once, each with its place in the file and what to do', async () => {
    const validate = kubeherald(['validate', '--config', file]);
    expect(await validate.ended).toBe(78);
    const lines = readFileSync(file, 'utf8').split('\n');
    const told = validate
      .errors()
      .split('\n')
      .filter((line) => line.startsWith(file));
    expect(told).toHaveLength(Object.keys(faulty).length);
    for (const [index, [name, sink]] of Object.entries(faulty).entries()) {
      expect(told[index], name).toMatch(sink.told);
      const [, line, column] = /:(\d+):(\d+): sinks\[\d+\]\./.exec(told[index] ?? '') ?? [];
      const expected = name === 'wrong-option' ? '"batchh"' : `"use": ${JSON.stringify(sink.use)}`;
      expect(lines[Number(line) - 1]?.slice(Number(column) - 1), name).toMatch(expected);
    }
  });

  it('for what only opening shows, as a template that gives no JSON, are told by validate too', async () => {
    const wrong = {
      ...webhook('wrong', destination.url),
      with: { url: destination.url, template: '{"a": {{message}' },
    };
    const validate = kubeherald(['validate', '--config', scene.configFile({ sinks: [wrong] })]);
    expect(await validate.ended).toBe(78);
    expect(validate.errors()).toMatch(/sinks\[0\]\.with\.template: template:1:/);
    expect(destination.requests).toEqual([]);
  });

  it('do not keep the others from running, and show what is wrong in the log, the status and readiness', async () => {
    const daemon = await scene.run(file);
    const ids = scene.emitMany(50);
    await until('all events at the healthy sink', () => destination.accepted.length >= ids.length);
    expect(destination.accepted.map(({ id }) => id)).toEqual(ids);
    const log = daemon.child
      .errors()
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [String(JSON.parse(line).msg)]));
    const { sinks } = await daemon.status();
    const ready = await daemon.get('/readyz');
    expect(ready.status).toBe(200);
    for (const [name, { told }] of Object.entries(faulty)) {
      expect(
        log.filter((message) => told.test(message)),
        name,
      ).toHaveLength(1);
      expect(sinks.find((sink) => sink.name === name)).toMatchObject({
        state: 'misconfigured',
        problem: { code: 'KH_CONFIG' },
      });
      expect(ready.body).toContain(`sink ${name}`);
    }
    expect(await daemon.stop()).toBe(0);
  });
});

describe('a sink that shows its credentials', () => {
  const use = fileURLToPath(new URL('./sinks/tells-secrets.ts', import.meta.url));
  const token = 'k3y-from-a-file';
  const password = 'literal-pa55word';
  const shown = [token, password, Buffer.from(`user:${password}`).toString('base64')];

  it('has them redacted in log, readiness, status and dead letters, wherever they came from', async () => {
    const scene = await openScene();
    onTestFinished(scene.end);
    writeFileSync(scene.path('token'), token);
    const given = { token: `\${file:${scene.path('token')}}`, password };
    const sinks = [
      { name: 'delivers', use, with: given },
      { name: 'never-opens', use, with: { ...given, opens: false } },
    ];
    const daemon = await scene.run(scene.configFile({ sinks }));
    const problem = async (name: string) =>
      (await daemon.status()).sinks.find((sink) => sink.name === name)?.problem?.message;
    scene.emit({ message: 'refuse' });
    const dead = 'kubeherald_sink_dead_letters_total{sink="delivers",reason="rejected"}';
    await until('the dead letter', async () => (await daemon.metric(dead)) === 1);
    scene.emit({ message: 'hold' });
    await until('the held event', async () => (await problem('delivers'))?.startsWith('held') === true);
    await until('the sink that cannot open', async () => (await problem('never-opens')) !== undefined);

    const folder = scene.path('journal', 'dead-letters', 'delivers');
    const letters = readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`, 'utf8'));
    const places = {
      log: { text: daemon.child.errors(), says: ['uses', 'refused', 'nobody knows'] },
      readiness: { text: (await daemon.get('/readyz')).body, says: ['held', 'nobody knows'] },
      status: { text: (await daemon.get('/api/v1/status')).body, says: ['held', 'nobody knows'] },
      'dead letters': { text: letters.join(''), says: ['refused'] },
    };
    for (const [place, { text, says }] of Object.entries(places)) {
      for (const words of says) expect(text, place).toContain(`${words} [redacted] [redacted] `);
      for (const credential of shown) expect(text, place).not.toContain(credential);
    }
    expect(await daemon.stop()).toBe(0);
  });
});
