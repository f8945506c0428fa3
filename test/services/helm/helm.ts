import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../../support/process.ts';
import { type KubeObject, readObjects } from './objects.ts';
import { buildHelm } from './programs.ts';

/** The chart's folder. */
export const chart = fileURLToPath(new URL('../../../deploy/helm/kubeherald/', import.meta.url));

/** How a command ended. */
export interface Ended {
  readonly code: number | string;
  readonly output: string;
  /** Standard error. */
  readonly errors: string;
}

/** Runs a program to its end. Never rejects for its exit code. */
export async function runProgram(
  program: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const child = start(program, parameters, { env: { ...process.env, ...environment } });
  const code = await child.ended;
  return { code, output: child.lines.join('\n'), errors: child.errors() };
}

/** helm, with a home of its own. */
export interface Helm {
  /** Runs helm; `values` become a file that `--values` names. */
  run(parameters: readonly string[], values?: object): Promise<Ended>;
  /** What `helm template` gives for `values`. Throws what helm says when it fails. */
  render(values: object, release?: string, namespace?: string): Promise<readonly KubeObject[]>;
  /** Removes what it left. */
  end(): void;
}

/** For commands that ask no API server which version it has; that of test/services/kubernetes. */
export const kubeVersion = '--kube-version=v1.36.3';

/** Builds helm, if it must be, and gives it a folder. @param kubeconfig of the cluster that `install` and the like talk to */
export async function openHelm(kubeconfig?: string): Promise<Helm> {
  const program = await buildHelm();
  if (program === undefined) throw new Error('helm needs Go to be built');
  const home = mkdtempSync(join(tmpdir(), 'kubeherald-helm-'));
  const environment = {
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    KUBECONFIG: kubeconfig ?? join(home, 'none'),
  };
  let files = 0;
  const run = (parameters: readonly string[], values?: object) => {
    if (values === undefined) return runProgram(program, parameters, environment);
    files += 1;
    const file = join(home, `values-${files}.json`);
    writeFileSync(file, JSON.stringify(values));
    return runProgram(program, [...parameters, `--values=${file}`], environment);
  };
  return {
    run,
    render: async (values, release = 'kubeherald', namespace = 'kubeherald') => {
      const rendered = await run(['template', release, chart, `--namespace=${namespace}`, kubeVersion], values);
      if (rendered.code !== 0) throw new Error(rendered.errors);
      return readObjects(rendered.output);
    },
    end: () => rmSync(home, { recursive: true, force: true }),
  };
}
