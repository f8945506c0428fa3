import { execFile } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

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
    NPM_CONFIG_AUDIT: 'false',
    NPM_CONFIG_FUND: 'false',
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  };
  const npm = (folder: string, ...parameters: readonly string[]) => run('npm', parameters, folder, environment);
  return Object.assign(npm, { environment });
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
