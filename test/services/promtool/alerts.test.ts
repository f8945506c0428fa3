import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from '../helm/helm.ts';
import { listAt } from '../helm/objects.ts';

const rulesFile = fileURLToPath(new URL('../../../deploy/helm/kubeherald/files/alerts.yaml', import.meta.url));
const rules = (): readonly unknown[] => {
  const file: unknown = parse(readFileSync(rulesFile, 'utf8'));
  return listAt(file, 'groups').flatMap((group) => listAt(group, 'rules'));
};

const promtool = 'promtool';
const reason =
  spawnSync(promtool, ['--version']).status === 0
    ? undefined
    : 'SKIPPED: no promtool here (Debian: prometheus), so nobody but us has read the alerts';
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('the alerts, by promtool', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubeherald-alerts-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are rules that Prometheus takes', async () => {
    const { code, output, errors } = await runProgram(promtool, ['check', 'rules', '--lint-fatal', rulesFile]);
    expect(code, errors).toBe(0);
    expect(output).toContain(`SUCCESS: ${rules().length} rules found`);
  });

  it('fire for what they name, and for nothing else', async () => {
    const tests = readFileSync(new URL('./alerts.yaml', import.meta.url), 'utf8').replace('RULES', rulesFile);
    const file = join(folder, 'alerts.yaml');
    writeFileSync(file, tests);
    const { code, output, errors } = await runProgram(promtool, ['test', 'rules', file]);
    expect(code, `${output}\n${errors}`).toBe(0);
  });
});
