import type { SinkListing } from '@kubeherald/core';
import { optionTable } from './option-table.ts';
import { oneLine } from './table.ts';

/** Where a plugin was found, for people. */
export const placeNames: Readonly<Record<SinkListing['foundIn'], string>> = {
  config: "the config's folder",
  'working directory': 'the working directory',
  installation: "kubeherald's installation",
};

/** All installed sinks, each with its options; what cannot be used with its reason. */
export function listOf(listings: readonly SinkListing[], configFolder: string, width?: number): string {
  if (listings.length === 0) {
    return `No sinks are installed where kubeherald looks. Install one: npm install --prefix ${configFolder} @kubeherald/sink-webhook\n`;
  }
  return listings.map((listing) => `${headOf(listing)}${bodyOf(listing, width)}`).join('\n');
}

function headOf({ use, packageName, version, foundIn }: SinkListing): string {
  return `${oneLine(use)}  (${oneLine(`${packageName} ${version}`)}, in ${placeNames[foundIn]})\n`;
}

function bodyOf({ about }: SinkListing, width?: number): string {
  if (about.kind === 'unusable') return `  cannot be used: ${oneLine(about.message)} [${about.code}]\n`;
  return optionTable(about.options, width);
}
