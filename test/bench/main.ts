import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bareLoop } from './bare-loop.ts';
import { isolation } from './cases/isolation.ts';
import { lag10, lag1000, lag1000Eager } from './cases/lag.ts';
import { memory } from './cases/memory.ts';
import { sourceOnly } from './cases/source.ts';
import { sourceJournalNoop, webhookBatch, webhookSingle } from './cases/throughput.ts';
import { parseLimit } from './parse-limit.ts';
import { type Figures, medianRow, type Row, table } from './row.ts';

/** Each case measures once; what it is compared with is measured right before, so that a slow minute of the machine slows both. */
const cases: Readonly<Record<string, () => Promise<Figures>>> = {
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

const { values } = parseArgs({
  options: {
    json: { type: 'string' },
    runs: { type: 'string', default: '5' },
    case: { type: 'string', multiple: true },
  },
});
const chosen = values.case ?? Object.keys(cases);
const rows: Row[] = [];
for (const name of chosen) {
  const run = cases[name];
  if (!run) {
    process.stderr.write(`no case "${name}"; known: ${Object.keys(cases).join(', ')}\n`);
    process.exit(1);
  }
  const figures: Figures[] = [];
  for (let count = 0; count < Number(values.runs); count += 1) figures.push(await run());
  const row = medianRow(name, figures);
  rows.push(row);
  process.stderr.write(`${JSON.stringify(row)}\n`);
}
if (values.json) writeFileSync(values.json, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
else process.stdout.write(`${table(rows)}\n`);
process.exit(0);
