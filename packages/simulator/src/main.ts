import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { isScenarioName } from './generator/scenarios/index.ts';
import { startSimulator } from './simulator.ts';

const usage = `node main.ts [options]: a simulated Kubernetes API server, one JSON line on stdout when it listens
  --port N                  of the API server, 0 picks one (0)
  --host ADDRESS            (127.0.0.1)
  --tls                     HTTPS with a certificate of its own
  --control-port N          of the control endpoint, 0 picks one (0)
  --kubeconfig FILE         write a kubeconfig there
  --user NAME               whose token the kubeconfig has (events-reader)
  --seed N                  of everything made by chance (1)
  --rate N                  generated events a second (0)
  --scenario NAME           tell only this story; may be given several times
  --workloads N             of the generated cluster (60)
  --ttl SECONDS             life of an event (3600)
  --compaction SECONDS      between compactions, 0 only when asked (300)
  --initial-revision N      resourceVersion before the first write (1000)
  --catch-up MS             delay of a watch that resumes in the past (50)
  --stamp                   events carry the moment of their writing
  --no-managed-fields       leave metadata.managedFields out
  --log FILE                append a line of JSON per write
  --exit-with-stdin         end when stdin ends
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    tls: { type: 'boolean', default: false },
    'control-port': { type: 'string', default: '0' },
    kubeconfig: { type: 'string' },
    user: { type: 'string', default: 'events-reader' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '0' },
    scenario: { type: 'string', multiple: true, default: [] },
    workloads: { type: 'string', default: '60' },
    ttl: { type: 'string', default: '3600' },
    compaction: { type: 'string', default: '300' },
    'initial-revision': { type: 'string', default: '1000' },
    'catch-up': { type: 'string', default: '50' },
    stamp: { type: 'boolean', default: false },
    'managed-fields': { type: 'boolean', default: true },
    log: { type: 'string' },
    'exit-with-stdin': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

if (values.help) {
  process.stdout.write(usage);
} else {
  const scenarios = values.scenario.filter(isScenarioName);
  const simulator = await startSimulator({
    port: Number(values.port),
    host: values.host,
    tls: values.tls,
    controlPort: Number(values['control-port']),
    seed: Number(values.seed),
    rate: Number(values.rate),
    ...(scenarios.length > 0 ? { scenarios } : {}),
    workloads: Number(values.workloads),
    ttlMs: Number(values.ttl) * 1000,
    compactionIntervalMs: Number(values.compaction) * 1000,
    initialRevision: Number(values['initial-revision']),
    catchUpMs: Number(values['catch-up']),
    stamp: values.stamp,
    managedFields: values['managed-fields'],
  });
  if (values.kubeconfig !== undefined) await simulator.writeKubeconfig(values.kubeconfig, values.user);
  const log = values.log === undefined ? undefined : createWriteStream(values.log, { flags: 'a' });
  if (log) {
    simulator.onWrite(({ type, revision, current: { event } }) => {
      const { uid, namespace, name, count, series } = event;
      const counted = Math.max(count, series?.count ?? 0, 1);
      const { uid: object, kind } = event.involvedObject;
      const at = Date.now();
      log.write(
        `${JSON.stringify({ type, uid, resourceVersion: String(revision), namespace, name, count: counted, object, kind, at })}\n`,
      );
    });
  }
  const { server, control, ca } = simulator;
  process.stdout.write(`${JSON.stringify({ server, control, kubeconfig: values.kubeconfig, ca, pid: process.pid })}\n`);
  const stop = () => {
    simulator.stop().then(
      () => log?.end(),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exitCode = 1;
      },
    );
    process.stdin.pause();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (values['exit-with-stdin']) process.stdin.once('end', stop).resume();
}
