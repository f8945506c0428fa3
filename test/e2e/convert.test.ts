import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { openScene, type Scene } from '../support/scene.ts';
import { runCommand } from './commands.ts';

const tutorials = fileURLToPath(new URL('../../packages/convert/src/fixtures/tutorials/', import.meta.url));
const files = ['dingtalk.yaml', 'wecom.yaml', 'sls.json', 'bark.yaml', 'node-problems.yaml'];

/** A config of kubernetes-event-exporter of which all can be said but `syslog`. */
const exporter = (more = '') => `
clusterName: prod
route:
  drop:
    - { type: "^Normal$", namespace: "^test" }
  routes:
    - match: [{ receiver: dump }]
    - drop: [{ reason: "^Unhealthy$" }]
      match: [{ kind: "^(Pod|Node)$", receiver: hook }]
${more}
receivers:
  - name: dump
    stdout: {}
  - name: hook
    webhook:
      endpoint: http://127.0.0.1:9/events
      headers: { authorization: Bearer topsecret }
      layout: { text: "{{ .Reason }}: {{ .Message }}", at: "{{ .GetTimestampISO8601 }}" }
  - name: away
    syslog: { network: tcp, address: "h:514" }
`;

describe('kubeherald convert', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await openScene();
    return scene.end;
  });

  const convert = (...parameters: string[]) => runCommand(['convert', ...parameters]);

  it.each(files)('turns the manifest of the tutorial %s into a config', async (file) => {
    const ran = await convert(`${tutorials}${file}`);
    expect(ran.code, ran.errors).toBe(0);
    expect(ran.errors).toBe('');
    expect(ran.output).toMatch(/^# Made by kubeherald convert from kube-eventer: \w+ [\w-]+\/[\w-]+, container\s/);
    expect(ran.output).toMatch(/^sinks:\n {2}# --sink=/m);
    // The same from standard input.
    const piped = await runCommand(['convert', '-'], { input: readFileSync(`${tutorials}${file}`, 'utf8') });
    expect(piped.output).toBe(ran.output);
  });

  it('makes a config that validate takes, of the exporter’s', async () => {
    const input = scene.path('exporter.yaml');
    writeFileSync(input, exporter());
    const ran = await convert('--keep-secrets', input);
    expect(ran.code, ran.errors).toBe(0);
    expect(ran.output).toContain('Bearer topsecret');
    const config = scene.path('config.yaml');
    writeFileSync(config, ran.output);
    const validated = await runCommand(['validate', '--config', config]);
    expect(validated.code, `${validated.errors}\n${ran.output}`).toBe(0);
    expect(validated.output).toContain('is good: 4 sinks');
  });

  it('tells what it could not say, and ends with 1 when that must not be', async () => {
    const input = scene.path('exporter.yaml');
    writeFileSync(input, exporter('    - match: [{ receiver: away, labels: { app: web } }]'));
    const ran = await convert(input);
    expect(ran.code).toBe(0);
    expect(ran.errors).toMatch(
      /^not converted: .*exporter\.yaml:\d+:13: receiver away: there is no sink for syslog; /m,
    );
    const strict = await convert('--strict', input);
    expect(strict.code).toBe(1);
    expect(strict.output).toBe(ran.output);
    expect(ran.output).not.toContain('topsecret');
    expect(ran.output).toContain("--from-literal=HOOK_AUTHORIZATION='…'");
  });

  it('takes flags behind --', async () => {
    const ran = await convert('--', '--source=kubernetes:', '--sink=log', '--sink=kafka:?brokers=h:9092');
    expect(ran.code, ran.errors).toBe(0);
    expect(ran.output).toMatch(/use: log[\s\S]*use: kafka/);
  });

  it('says where input is wrong, with 66, and what the command line lacks, with 64', async () => {
    const input = scene.path('broken.yaml');
    writeFileSync(input, 'receivers:\n  - name: a\n    stdout: [\n');
    const broken = await convert(input);
    expect(broken.code).toBe(66);
    expect(broken.errors).toMatch(/broken\.yaml:4:1: /);
    expect(broken.output).toBe('');
    const missing = await convert(scene.path('nothing.yaml'));
    expect(missing.code).toBe(66);
    expect(missing.errors).toMatch(/nothing\.yaml: cannot be read .* name a manifest/);
    expect((await convert()).code).toBe(64);
    expect((await convert('--from', 'heapster', input)).code).toBe(64);
    expect((await convert(input, input)).code).toBe(64);
    expect((await convert('--', '--source=kubernetes:', '--bogus')).code).toBe(66);
  });
});
