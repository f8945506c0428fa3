import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bareLoop } from './bare-loop.ts';
import { isolation } from './cases/isolation.ts';
import { lag10, lag1000, lag1000Eager } from './cases/lag.ts';
import { memory } from './cases/memory.ts';
import { sinks } from './cases/sinks.ts';
import { sourceOnly } from './cases/source.ts';
import { sourceJournalNoop, webhookBatch, webhookSingle } from './cases/throughput.ts';
import { parseLimit } from './parse-limit.ts';
import { type Figures, medianRow, type Row, table } from './row.ts';

/** Each case measures once; what it is compared with is measured right before, so that a slow minute of the machine slows both. */
const usual: Readonly<Record<string, () => Promise<Figures | undefined>>> = {
  source: () => sourceOnly(parseLimit()),
  'source-journal-noop': () => sourceJournalNoop(parseLimit()),
  'webhook-batch': () => webhookBatch(parseLimit()),
  'webhook-single': async () => webhookSingle(await bareLoop()),
  isolation,
  'lag-10': lag10,
  'lag-1000': lag1000,
  'lag-1000-eager': lag1000Eager,
  memory,
};

const cases = { ...usual, ...sinks };
/** A word in place of the cases that it stands for. */
const groups: Readonly<Record<string, readonly string[]>> = { sinks: Object.keys(sinks) };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    runs: { type: 'string' },
    case: { type: 'string', multiple: true },
  },
});
const named = [...(values.case ?? []), ...positionals.flatMap((name) => groups[name] ?? [name])];
const chosen = named.length === 0 ? Object.keys(usual) : named;
// The servers of the sinks are slow to start, and each run has its own comparison.
const runs = Number(values.runs ?? (positionals.includes('sinks') ? 1 : 5));
const rows: Row[] = [];
for (const name of chosen) {
  const run = cases[name];
  if (!run) {
    process.stderr.write(`no case "${name}"; known: ${[...Object.keys(cases), ...Object.keys(groups)].join(', ')}\n`);
    process.exit(1);
  }
  const figures: Figures[] = [];
  for (let count = 0; count < runs; count += 1) {
    const measured = await run();
    if (measured) figures.push(measured);
  }
  if (figures.length === 0) continue;
  const row = medianRow(name, figures);
  rows.push(row);
  process.stderr.write(`${JSON.stringify(row)}\n`);
}
if (values.json) writeFileSync(values.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
else process.stdout.write(`${table(rows)}\n`);
process.exit(0);
