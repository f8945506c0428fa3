import { dirname, resolve } from 'node:path';
import { createLog, describeSink, listSinks, type SinkListing } from '@kubeherald/core';
import { Command } from 'commander';
import { detailsOf } from '../sink-details.ts';
import { listOf } from '../sink-list.ts';
import { widthOf } from '../terminal.ts';
import { defaultConfigFile } from './run.ts';

/** `kubeherald sinks [use]`: what is installed, and how it is configured. */
export function sinksCommand(finish: (code: number) => void): Command {
  return new Command('sinks')
    .description('list the installed sinks and their options, or show one: its defaults and an example to paste')
    .argument('[use]', 'as in a config: a short name (webhook), a package (@acme/kube-sink) or a path')
    .option('-c, --config <file>', 'the config file whose folder is looked in first', defaultConfigFile)
    .option('--json', 'for machines')
    .action(async (use: string | undefined, options: { config: string; json?: true }) => {
      const places = { configFolder: dirname(resolve(options.config)) };
      const log = createLog('error');
      const width = widthOf(process.stdout);
      if (use === undefined) {
        const listings = await listSinks(places, log);
        print(options.json ? json(listings) : listOf(listings, places.configFolder, width));
        finish(0);
        return;
      }
      const listing = await describeSink(use, places, log);
      print(options.json ? json(listing) : detailsOf(listing, width));
      finish(listing.about.kind === 'described' ? 0 : 1);
    });
}

function json(value: SinkListing | readonly SinkListing[]): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function print(text: string): void {
  process.stdout.write(text);
}
