import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** Runs npm in a folder and gives what it printed. @throws Error with all that it said when it fails */
export type Npm = ((folder: string, ...parameters: readonly string[]) => Promise<string>) & {
  /** For other programs that are to use the same registry. */
  readonly environment: NodeJS.ProcessEnv;
};

/** An npm that reads its settings from the file `settings` and uses the registry `url`, whatever this process was started with. */
export function npmWith(settings: string, url: string): Npm {
  const environment: NodeJS.ProcessEnv = {
    ...withoutNpm(process.env),
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
    NPM_CONFIG_USERCONFIG: settings,
    NPM_CONFIG_REGISTRY: url,
    NPM_CONFIG_CACHE: cacheBeside(settings),
    NPM_CONFIG_AUDIT: 'false',
    NPM_CONFIG_FUND: 'false',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  };
  const npm = (folder: string, ...parameters: readonly string[]) => run('npm', parameters, folder, environment);
  return Object.assign(npm, { environment });
}

/**
 * A cache of its own that shares what was downloaded: the programs that `npx` keeps are found by name and version, and ours are of the
 * same version in each run.
 */
function cacheBeside(settings: string): string {
  const shared = join(process.env.npm_config_cache ?? join(homedir(), '.npm'), '_cacache');
  const cache = join(dirname(settings), 'npm-cache');
  mkdirSync(shared, { recursive: true });
  mkdirSync(cache, { recursive: true });
  const link = join(cache, '_cacache');
  if (!existsSync(link)) symlinkSync(shared, link);
  return cache;
}

/** Where this machine's npm gets packages from. */
export async function configuredRegistry(): Promise<string> {
  return (await run('npm', ['config', 'get', 'registry'], process.cwd(), process.env)).trim();
}

/** Runs a program and gives its standard output. @throws Error with all that it said when it fails */
export function run(
  program: string,
  parameters: readonly string[],
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: environment, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, parameters, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else
        reject(
          new Error(`${program} ${parameters.join(' ')} failed in ${folder}:\n${stdout}\n${stderr}`, { cause: error }),
        );
    });
  });
}

/** What `npm run` hands to its children would win over the settings of a test. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const entries = Object.entries(environment).filter(([name]) => !/^(npm_|NODE_OPTIONS$|INIT_CWD$)/i.test(name));
  return Object.fromEntries(entries);
}
