import { createLog, validateConfig } from '@kubeherald/core';
import { Command } from 'commander';
import { defaultConfigFile } from './run.ts';

/** `kubeherald validate`: reads the config, loads its sinks, and says everything that is wrong at once. Exit 78 when something is. */
export function validateCommand(finish: (code: number) => void): Command {
  return new Command('validate')
    .description('check a config file and its sinks, without running anything')
    .option('-c, --config <file>', 'the config file', defaultConfigFile)
    .action(async (options: { config: string }) => {
      const { sinks } = await validateConfig(options.config, createLog('warn'));
      process.stdout.write(`${options.config} is good: ${sinks} ${sinks === 1 ? 'sink' : 'sinks'}\n`);
      finish(0);
    });
}
