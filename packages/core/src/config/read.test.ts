import { describe, expect, it } from 'vitest';
import { parseConfig } from './read.ts';

const source = (env: Record<string, string> = {}, files: Record<string, string> = {}) => ({
  env,
  readFile: (path: string) => {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return content;
  },
});

const read = (text: string, secrets = source()) => parseConfig('config.yaml', text, secrets);
const faults = async (text: string, secrets = source()) => {
  const result = await read(text, secrets);
  return result.kind === 'faulty' ? result.faults : [];
};
const smallest = 'sinks:\n  - name: out\n    use: log\n';

describe('a config file', () => {
  it('needs only sinks; everything else has a default', async () => {
    const result = await read(smallest);
    expect(result).toMatchObject({
      kind: 'good',
      config: {
        cluster: 'default',
        kubernetes: { api: 'core/v1', startAt: 'now' },
        journal: {
          path: '/var/lib/kubeherald',
          keep: 'all',
          retentionBytes: 2 * 1024 ** 3,
          retentionAgeMs: 86_400_000,
          commitIntervalMs: 10,
          memory: false,
        },
        admin: { host: '0.0.0.0', port: 8084 },
        shutdownMs: 20_000,
        sinks: [{ name: 'out', use: 'log', startAt: 'now', retry: { initialMs: 500, maxMs: 60_000 }, with: {} }],
      },
    });
  });

  it('turns durations and sizes into numbers', async () => {
    const result = await read(
      `${smallest}    startAt: 15m\n    delivery: { maxBytes: 1MiB, linger: 2s, timeout: 1m, rateLimit: { batches: 20, per: 1m } }\n`,
    );
    expect(result).toMatchObject({
      config: {
        sinks: [
          {
            startAt: 900_000,
            delivery: {
              maxBytes: 1_048_576,
              lingerMs: 2_000,
              timeoutMs: 60_000,
              rateLimit: { batches: 20, perMs: 60_000, burst: 1 },
            },
          },
        ],
      },
    });
  });

  it('tells all that is wrong at once, with the place of each, in the order of the file', async () => {
    const found = await faults(`clustr: prod
journal:
  retention: { age: tomorrow }
admin: { port: "eighty" }
sinks:
  - name: Out
    use: log
  - use: webhook
    delivery: { maxEvent: 5 }
`);
    expect(found).toEqual([
      'config.yaml:1:1: clustr: is not an option; did you mean "cluster"?',
      expect.stringMatching(/^config\.yaml:3:16: journal\.retention\.age: must be a duration/),
      expect.stringMatching(/^config\.yaml:4:10: admin\.port: must be/),
      expect.stringMatching(/^config\.yaml:6:5: sinks\[0\]\.name: must match/),
      expect.stringMatching(/^config\.yaml:8:5: sinks\[1\]\.name: is required/),
      'config.yaml:9:17: sinks[1].delivery.maxEvent: is not an option; did you mean "maxEvents"?',
    ]);
  });

  it('takes a setting with nothing behind it for none', async () => {
    expect(await read(`source:\n  kubernetes:\n${smallest}    match:\n`)).toMatchObject({
      kind: 'good',
      config: { sinks: [{ match: {} }] },
    });
  });

  it('refuses YAML that is broken, with the place', async () => {
    expect(await faults('sinks:\n  - name: a\n   use: log\n')).toEqual([
      expect.stringMatching(/^config\.yaml:3:\d+: /),
    ]);
    expect(await faults('cluster: a\ncluster: b\n')).toEqual([expect.stringMatching(/^config\.yaml:2:1: .*unique/)]);
  });

  it('reads on behind a fault that is none of the schema: the other sinks can be checked all the same', async () => {
    const sinks = [
      { name: 'a', use: 'log' },
      { name: 'a', use: 'webhook', with: { url: 'http://destination' } },
    ];
    const found = await read(JSON.stringify({ sinks }));
    expect(found).toMatchObject({ kind: 'faulty', faults: [expect.stringContaining('already the name of sinks[0]')] });
    expect(found.kind === 'faulty' ? [...found.sound.keys()] : []).toEqual([0, 1]);
  });

  it('refuses two sinks of one name', async () => {
    expect(await faults(`${smallest}  - name: out\n    use: webhook\n`)).toEqual([
      'config.yaml:4:5: sinks[1].name: "out" is already the name of sinks[0]; give each sink a name of its own',
    ]);
  });

  it('refuses an empty file with what it should hold', async () => {
    expect(await faults('')).toEqual([expect.stringContaining('sinks: is required')]);
    expect(await faults('just words')).toEqual([expect.stringContaining('must hold settings')]);
  });
});

describe('secrets', () => {
  it('come from the environment and from files, without the last newline', async () => {
    const text = `${smallest}    with: { url: "https://h/\${env:TOKEN}", key: "\${file:/run/key}" }\n`;
    const result = await read(text, source({ TOKEN: 't0p' }, { '/run/key': 'k3y\n' }));
    expect(result).toMatchObject({
      config: { sinks: [{ with: { url: 'https://h/t0p', key: 'k3y' } }] },
      secrets: ['t0p', 'k3y'],
    });
  });

  it('that are missing are faults at their place', async () => {
    const found = await faults(`${smallest}    with:\n      url: "\${env:NOPE}"\n      key: "\${file:/nope}"\n`);
    expect(found).toEqual([
      expect.stringMatching(/^config\.yaml:5:7: sinks\[0\]\.with\.url: the environment variable NOPE is not set/),
      expect.stringMatching(/^config\.yaml:6:7: sinks\[0\]\.with\.key: the file \/nope cannot be read/),
    ]);
  });

  it('that are misspelt are faults, not passwords', async () => {
    for (const text of ['${ENV:HOME}', '${vault:a}', 'x ${env:HOME', '${env:}']) {
      expect(await faults(`${smallest}    with: { url: '${text}' }\n`)).toEqual([
        expect.stringContaining('is no placeholder'),
      ]);
    }
  });

  it('are only what stands where secrets belong', async () => {
    const env = { CLUSTER: 'prod', KEY: 'hush' };
    const text = `cluster: "\${env:CLUSTER}"\nadmin: { token: literal }\n${smallest}    with: { key: "\${env:KEY}" }\n`;
    expect(await read(text, source(env))).toMatchObject({ config: { cluster: 'prod' }, secrets: ['hush', 'literal'] });
  });

  it('can be written literally with a second dollar sign', async () => {
    expect(await read(`${smallest}    with: { text: "$\${env:HOME}" }\n`)).toMatchObject({
      config: { sinks: [{ with: { text: '${env:HOME}' } }] },
    });
  });

  it('never show in a fault', async () => {
    const found = await faults(
      `${smallest}    deliver: "\${env:TOKEN}"\n    startAt: "\${env:TOKEN}"\n`,
      source({ TOKEN: 'hush-hush' }),
    );
    expect(found.length).toBeGreaterThan(0);
    expect(found.join('\n')).not.toContain('hush-hush');
  });
});
