import { describe, expect, it } from 'vitest';
import { startReplayServer } from './harness/api-server.ts';
import { messages, startProgram } from './harness/program.ts';
import { type CaseOptions, runCases } from './harness/run-cases.ts';
import { readEvents, readVectors, type Vector } from './harness/vectors.ts';

/** Cases that end at once, of all sinks. */
const ending = readVectors('').filter((one) => !one.expect.alive);

/** Where the program ends otherwise, or not at all: what it does instead. */
const differences: Readonly<Record<string, { readonly reason: string; readonly exitCode: number }>> = {
  'cli-007': { reason: 'a kubeconfig that cannot be read is a fault like others, and no panic', exitCode: 255 },
};

/** Sinks whose flags other tests cover, or that need servers. */
const mine = new Set(['cli', 'dingtalk', 'wechat', 'webhook', 'log']);

/** What kube-eventer says of it, where we say the same. */
const recordedLog = (one: Vector): readonly string[] => {
  const { log } = one.expect.raw;
  return Array.isArray(log)
    ? log.flatMap((line: unknown) => (isLine(line) && line.level !== 'I' ? [line.text] : []))
    : [];
};

function isLine(value: unknown): value is { readonly level: string; readonly text: string } {
  return (
    typeof value === 'object' && value !== null && 'level' in value && 'text' in value && typeof value.text === 'string'
  );
}

async function run(
  one: Vector,
): Promise<{ readonly code: number | string; readonly errors: string; readonly output: string }> {
  const api = await startReplayServer({ events: readEvents() });
  const usual = [`--source=kubernetes:http://${api.address}?inClusterConfig=false`];
  const args = [...(one.source ?? usual), ...one.args].map((argument) =>
    argument
      .replaceAll('APISERVER', api.address)
      .replaceAll('RECORDER', '127.0.0.1:9')
      .replaceAll('<PORT>', one.id === 'cli-020' ? '65535' : '0'),
  );
  const port = args.some((argument) => argument.startsWith('--healthz-port')) ? [] : ['--healthz-port=0'];
  const own = ['--journal=memory', '--healthz-ip=127.0.0.1', ...port];
  const { child, remove } = startProgram({ args: [...own, ...args], env: { TZ: one.timezone, ...one.env } });
  try {
    const code = await child.ended;
    return { code, errors: child.errors(), output: child.lines.join('\n') };
  } finally {
    await child.kill('SIGKILL');
    remove();
    await api.stop();
  }
}

describe('cli-: ends as kube-eventer does', () => {
  for (const one of ending.filter(({ sink, id }) => mine.has(sink) && id !== 'webhook-044')) {
    const difference = differences[one.id];
    it(`${one.id} ${one.title}${difference === undefined ? '' : `, but: ${difference.reason}`}`, async () => {
      const { code, errors, output } = await run(one);
      expect(code, errors).toBe(difference?.exitCode ?? one.expect.exitCode);
      const said = [...messages(errors, () => true), errors].join('\n');
      if (one.expect.exitCode === 0) expect(output).toMatch(/^kube-eventer version: kubeherald \d\S* commit: $/m);
      else if (one.expect.exitCode === 2 && difference === undefined)
        expect(said).toContain(recordedLog(one)[0]?.replaceAll('RECORDER', '127.0.0.1:9'));
      // The reason is the last line there; ours has more behind it.
      else if (one.sink === 'cli' && difference === undefined) {
        expect(recordedLog(one).some((line) => said.includes(line.replace(/^Failed to create \w+: /, '')))).toBe(true);
      }
    });
  }
});

const options: Readonly<Record<string, CaseOptions>> = {
  'cli-016': { flags: ['--event-metrics-labels=exact'] },
};

describe('cli-: runs as kube-eventer does', () => {
  const cases = new Map(readVectors('cli-').flatMap((one) => (one.expect.alive ? [[one.id, one] as const] : [])));
  const outcomeOf = async (id: string) => {
    const one = cases.get(id);
    if (one === undefined) throw new Error(`no case ${id}`);
    const outcome = (await runCases([one], readEvents(), (vector) => options[vector.id] ?? {})).get(id);
    if (outcome === undefined) throw new Error(`${id} did not run`);
    return { one, outcome };
  };

  it('has a test for each', () => {
    expect([...cases.keys()]).toEqual(['cli-011', 'cli-015', 'cli-016', 'cli-019']);
  });

  it('cli-011 frequency 3m is taken', async () => {
    const { outcome } = await outcomeOf('cli-011');
    expect(outcome.log).toContain('"msg":"kubeherald runs"');
  });

  it('cli-015 a sink that is not known beside a good one is left out and told', async () => {
    const { outcome } = await outcomeOf('cli-015');
    expect(outcome.complaints).toContainEqual(
      expect.stringContaining('Failed to create foo:*** sink: Sink not recognized: foo'),
    );
  });

  it('cli-016 no sink at all: metrics with exact labels, and both probes', async () => {
    const { one, outcome } = await outcomeOf('cli-016');
    const recorded = Array.isArray(one.expect.raw.metrics) ? one.expect.raw.metrics.map(String) : [];
    expect(recorded.length).toBeGreaterThan(0);
    const lines = outcome.metrics.split('\n').map((line) => line.trimEnd());
    for (const line of recorded) expect(lines).toContain(line.trimEnd());
    expect(outcome.probes).toEqual({ '/healthz': [200, 'ok'], '/healtz': [200, 'ok'] });
  });

  it('cli-019 an argument that is no flag ends them', async () => {
    const { outcome } = await outcomeOf('cli-019');
    expect(outcome.log).toContain('"sinks":["webhook"]');
    expect(outcome.complaints).toContainEqual(expect.stringContaining('the last 2 of the arguments are ignored'));
  });
});

it('webhook-044 a bad method beside a header is told, and the program goes on; there it panics', async () => {
  const one = ending.find(({ id }) => id === 'webhook-044');
  if (one === undefined) throw new Error('no case webhook-044');
  const outcome = (await runCases([one], readEvents())).get(one.id);
  expect(outcome?.requests).toEqual([]);
  expect(outcome?.complaints).toContainEqual(expect.stringContaining('method=BAD METHOD is no HTTP method'));
});
