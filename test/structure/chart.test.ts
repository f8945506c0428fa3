import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { rowsOf } from './chart-values.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const schema: unknown = JSON.parse(read('deploy/helm/kubeherald/values.schema.json'));
const values: unknown = parse(read('deploy/helm/kubeherald/values.yaml'));
const rows = rowsOf(schema, values);

/** The rows of the marked table in the chart's README: value, default, description. */
function documented(): readonly (readonly string[])[] {
  const [, block = ''] =
    /<!-- values -->\n([\s\S]*?)<!-- end of values -->/.exec(read('deploy/helm/kubeherald/README.md')) ?? [];
  return block
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the Helm chart', () => {
  it('describes every value', () => {
    expect(rows.filter(({ description }) => description === '').map(({ path }) => path)).toEqual([]);
  });

  it('has a default for every value of its schema', () => {
    expect(rows.filter((row) => row.default === undefined).map(({ path }) => path)).toEqual([]);
  });

  it('shows all of them in its README', () => {
    const expected = rows.map((row) => [`\`${row.path}\``, `\`${row.default}\``, row.description]);
    expect(documented()).toEqual(expected);
  });

  it('has the version of the daemon that it starts, as the manifests do', () => {
    const [, version] = /"version": "([^"]+)"/.exec(read('packages/cli/package.json')) ?? [];
    expect(parse(read('deploy/helm/kubeherald/Chart.yaml'))).toMatchObject({ appVersion: version });
    expect(read('deploy/manifests/kubeherald.yaml')).toContain(`image: kubeherald/kubeherald:${version}`);
  });

  it('alerts on metrics that the daemon has', () => {
    const declared = read('packages/core/src/metrics.ts');
    const used = read('deploy/helm/kubeherald/files/alerts.yaml').matchAll(/\bkubeherald_(\w+)/g);
    const names = [...new Set([...used].map((match) => match[1] ?? ''))];
    expect(names.length).toBeGreaterThan(10);
    expect(names.filter((name) => !declared.includes(`'${name.replace(/_bucket$/, '')}'`))).toEqual([]);
  });
});
