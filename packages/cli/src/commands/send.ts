import { createLog, sendEvent } from '@kubeherald/core';
import { Command } from 'commander';
import { duration } from '../duration.ts';
import { readEvent } from '../event-input.ts';
import { codeOfReport, reportOf } from '../send-report.ts';
import { defaultConfigFile } from './run.ts';

interface Options {
  readonly sink: string;
  readonly config: string;
  readonly event?: string;
  readonly timeout?: number;
  readonly respectMatch?: boolean;
}

/** `kubeherald send`: one event to one sink, by the whole path. Exit 0: delivered. */
export function sendCommand(finish: (code: number) => void): Command {
  return new Command('send')
    .description('deliver one test event to a sink of the config and print what its destination answered')
    .requiredOption('--sink <name>', 'name of the sink in the config')
    .option('-c, --config <file>', 'the config file', defaultConfigFile)
    .option('--event <file>', 'an Event as JSON or YAML, core/v1 or events.k8s.io/v1; - is standard input')
    .option('--timeout <duration>', "how long the delivery may take; default: the sink's", duration)
    .option('--respect-match', "send nothing when the sink's match would not pick the event")
    .action(async ({ sink, config, event, timeout, respectMatch = false }: Options) => {
      const report = await sendEvent({
        configFile: config,
        sink,
        event: await readEvent(event, Date.now()),
        respectMatch,
        log: createLog('warn'),
        ...(timeout === undefined ? {} : { timeoutMs: timeout }),
      });
      process.stdout.write(reportOf(report));
      finish(codeOfReport(report));
    });
}
