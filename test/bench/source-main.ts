// The source alone, in a process of its own: counts revisions until all have come, and says when.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../packages/core/src/clock.ts';
import { createKubernetesSource } from '../../packages/core/src/source/index.ts';
import { kubeconfigFor } from './setup.ts';

const [server = '', total = '0', warm = '0'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'kubeherald-source-'));
process.on('exit', () => rmSync(folder, { recursive: true }));
const kubeconfig = join(folder, 'kubeconfig');
writeFileSync(kubeconfig, kubeconfigFor(server));
const complain = (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
const log = { debug: () => undefined, info: () => undefined, warn: complain, error: complain };
const source = createKubernetesSource({ kubeconfig }, { clock: systemClock, log });

let seen = 0;
let announced = false;
const stop = new AbortController();
await source.run(
  {
    position: () => undefined,
    push: async (push) => {
      if (push.kind !== 'watch') return;
      seen += push.revisions.length;
      if (!announced && seen >= Number(warm)) {
        announced = true;
        process.stdout.write('{"warm":true}\n');
      }
      if (seen >= Number(total) + Number(warm)) {
        process.stdout.write(`${JSON.stringify({ at: process.hrtime.bigint().toString() })}\n`);
        stop.abort();
      }
    },
  },
  stop.signal,
);
