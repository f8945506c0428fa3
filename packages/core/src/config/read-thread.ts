import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { ReadConfig } from './read.ts';

/** Marks the thread that this module starts on itself. */
const role = 'kubeherald-read-config';

interface Task {
  readonly role: typeof role;
  readonly file: string;
}

function isTask(value: unknown): value is Task {
  return typeof value === 'object' && value !== null && 'role' in value && value.role === role && 'file' in value;
}

/**
 * Reads the config in a thread that ends afterwards: the YAML parser and the validator would otherwise stay in the daemon's memory
 * (about 20 MB) for something that happens once.
 */
export async function readConfigInThread(file: string): Promise<ReadConfig> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { role, file } satisfies Task });
  try {
    const answered: ReadConfig[] = await Promise.race([
      once(worker, 'message'),
      once(worker, 'exit').then(([code]) => {
        throw new Error(`the thread that reads ${file} ended with ${code}`);
      }),
    ]);
    const [answer] = answered;
    if (!answer) throw new Error(`the thread that reads ${file} gave no answer`);
    return answer;
  } finally {
    await worker.terminate();
  }
}

if (!isMainThread && isTask(workerData)) {
  const { readConfig } = await import('./read.ts');
  parentPort?.postMessage(await readConfig(workerData.file));
}
