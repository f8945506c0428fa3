import type { SinkAbout, SinkListing } from '@kubeherald/core';
import { optionTable } from './option-table.ts';
import { placeNames } from './sink-list.ts';
import { oneLine, table } from './table.ts';

type Described = Extract<SinkAbout, { kind: 'described' }>;

/** One sink: where it is, its options, what it is fed by default, and an example to paste. */
export function detailsOf(listing: SinkListing, width?: number): string {
  const { use, packageName, version, foundIn, url, about } = listing;
  const head = `${oneLine(use)}  (${packageName === '' ? 'in no package' : oneLine(`${packageName} ${version}`)}, in ${placeNames[foundIn]}: ${url})\n`;
  if (about.kind === 'unusable') return `${head}  cannot be used: ${oneLine(about.message)} [${about.code}]\n`;
  return [
    head,
    `\nOptions (with:)\n${optionTable(about.options, width)}`,
    `\nDelivery defaults (delivery:)\n${indented(deliveryTable(about, width))}`,
    `\nIt ${claimsOf(about)}; made for version ${about.apiVersion} of the sink contract.\n`,
    `\nExample${faultsOf(about)}\n\n${about.example}`,
  ].join('');
}

function deliveryTable({ delivery }: Described, width?: number): string {
  const { rateLimit } = delivery;
  const rate =
    rateLimit && `{ batches: ${rateLimit.batches}, per: ${durationText(rateLimit.perMs)}, burst: ${rateLimit.burst} }`;
  const rows = [
    ['maxEvents', `${delivery.maxEvents}`, 'events in one batch'],
    ['maxBytes', bytesText(delivery.maxBytes), 'bytes of one batch'],
    ['linger', durationText(delivery.lingerMs), 'how long to wait for a batch to fill'],
    ['concurrency', `${delivery.concurrency}`, 'worker threads'],
    ['rateLimit', rate ?? 'none', 'the most that the destination is sent'],
    ['timeout', durationText(delivery.timeoutMs), 'how long one delivery may take'],
  ];
  return table(rows, width && width - 2);
}

/** As the config has them: the largest unit that leaves nothing over. */
function durationText(ms: number): string {
  return exactly(
    ms,
    [
      ['h', 3_600_000],
      ['m', 60_000],
      ['s', 1000],
    ],
    'ms',
  );
}

function bytesText(bytes: number): string {
  return exactly(
    bytes,
    [
      ['GiB', 1024 ** 3],
      ['MiB', 1024 ** 2],
      ['KiB', 1024],
    ],
    'B',
  );
}

function exactly(amount: number, units: readonly (readonly [string, number])[], smallest: string): string {
  const fitting = units.find(([, size]) => amount > 0 && amount % size === 0);
  return fitting ? `${amount / fitting[1]}${fitting[0]}` : `${amount}${smallest}`;
}

const claims: Readonly<Record<keyof Described['capabilities'], string>> = {
  idempotent: 'hides repetitions from its destination',
  partial: 'refuses single events of a batch',
  ordered: 'keeps the order of events',
};

function claimsOf({ capabilities }: Described): string {
  const words = Object.entries(claims).flatMap(([claim, said]) =>
    Object.entries(capabilities).some(([name, value]) => name === claim && value) ? [said] : [],
  );
  return words.length === 0 ? 'claims nothing beyond delivering' : words.join(', ');
}

function faultsOf({ exampleFaults = [] }: Described): string {
  if (exampleFaults.length === 0) return ' (to paste into a config)';
  const told = exampleFaults.map(({ path, message }) => `${path.slice(1).replaceAll('/', '.')} ${message}`).join('; ');
  return ` (to be completed, for the sink's schema has no good examples: ${oneLine(told)})`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
