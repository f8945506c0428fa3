import { type CheckRow, checkConfig, createLog } from '@kubeherald/core';
import { Command } from 'commander';
import { checkTable } from '../check-table.ts';
import { duration } from '../duration.ts';
import { exit } from '../failure.ts';
import { widthOf } from '../terminal.ts';
import { defaultConfigFile } from './run.ts';

/** `kubeherald check`: is everything there that a config names? Exit 1 when not, 78 when the config must be corrected. */
export function checkCommand(finish: (code: number) => void): Command {
  return new Command('check')
    .description("ask every sink's destination, the API server and the journal's folder whether all is well")
    .option('-c, --config <file>', 'the config file', defaultConfigFile)
    .option('--sink <name>', 'only this sink')
    .option('--timeout <duration>', "how long one sink's check may take; default: as its deliveries", duration)
    .option('--json', 'for machines')
    .action(async (options: { config: string; sink?: string; timeout?: number; json?: true }) => {
      const rows = await checkConfig({
        configFile: options.config,
        log: createLog('error'),
        ...(options.sink === undefined ? {} : { sink: options.sink }),
        ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout }),
      });
      process.stdout.write(
        options.json ? `${JSON.stringify(rows, null, 2)}\n` : checkTable(rows, widthOf(process.stdout)),
      );
      finish(codeOf(rows));
    });
}

function codeOf(rows: readonly CheckRow[]): number {
  if (rows.some(({ state }) => state === 'misconfigured')) return exit.config;
  return rows.some(({ state }) => state === 'problem') ? 1 : 0;
}
