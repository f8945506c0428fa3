import { parseArgs } from 'node:util';
import { startApiServer, whyNoApiServer } from '../services/kubernetes/server.ts';
import type { Cluster } from '../support/cluster.ts';
import { startSimulatedCluster } from '../support/simulated-cluster.ts';
import { cases } from './cases.ts';
import { type CaseResult, type FaultCase, faultsOf, runCase } from './run-case.ts';
import { seeded } from './seeded.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    case: { type: 'string', multiple: true },
    cluster: { type: 'string', default: 'simulator' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const chosen = cases.filter((one) => !values.case || values.case.includes(one.name));
let failed = 0;
let passed = 0;
let skipped = 0;
process.stdout.write(`seed ${values.seed} (give it again with --seed)\n`);
for (const fault of chosen) {
  const why = fault.skip?.() ?? (values.cluster === 'kube-apiserver' ? whyNoApiServer() : undefined);
  if (why) {
    skipped += 1;
    process.stdout.write(`SKIPPED ${fault.name}: ${why}\n`);
    continue;
  }
  const cluster: Cluster = values.cluster === 'kube-apiserver' ? await startApiServer() : await startSimulatedCluster();
  const result = await runCase(fault, cluster, Number(values.rounds), seeded(Number(values.seed)));
  await cluster.stop();
  const wrong = faultsOf(fault, result);
  if (wrong.length === 0) passed += 1;
  else failed += 1;
  report(fault, cluster.name, result, wrong);
}
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exit(failed === 0 ? 0 : 1);

function report(fault: FaultCase, cluster: string, result: CaseResult, wrong: readonly string[]): void {
  process.stdout.write(
    `${wrong.length === 0 ? 'ok' : 'FAILED'} ${fault.name} on ${cluster}: ${fault.title}; ${result.rounds} rounds, ${result.seconds} s\n`,
  );
  for (const [sink, verdict] of [
    ['webhook', result.webhook],
    ['file', result.log],
  ] as const) {
    process.stdout.write(
      `  ${sink}: owed ${verdict.owed}, missing ${verdict.missing.length}, repeats ${verdict.repeats} (at most ${Math.max(...verdict.repeatsByRound)} in a round), out of order ${verdict.disorder.length}\n`,
    );
  }
  for (const line of wrong) process.stdout.write(`  ${line}\n`);
  if (wrong.length > 0) process.stdout.write(`  what was left behind: ${result.folder}\n`);
}
