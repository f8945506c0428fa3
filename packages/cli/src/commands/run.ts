import { createLog, startHost } from '@kubeherald/core';
import { Command } from 'commander';
import { follow } from '../follow.ts';
import { version } from '../version.ts';

/** Where the image and the manifests put it. */
export const defaultConfigFile = '/etc/kubeherald/config.yaml';

/** `kubeherald run`: the daemon. SIGTERM and SIGINT stop it in good order, a second one at once; SIGHUP reopens log files. */
export function runCommand(finish: (code: number) => void, exitNow: (code: number) => void): Command {
  return new Command('run')
    .description('run the daemon')
    .option('-c, --config <file>', 'the config file', defaultConfigFile)
    .action(async (options: { config: string }) => {
      const starting = (signal: AbortSignal) =>
        startHost({ config: options.config, version, log: createLog(), signal });
      finish(await follow(starting, exitNow));
    });
}
