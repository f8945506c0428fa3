import { parentPort, workerData } from 'node:worker_threads';
import { createAnswerer } from './entry/answerer.ts';
import { captureOutput } from './entry/console.ts';
import { createLogger } from './entry/log.ts';
import type { Answer, ThreadData, ThreadTask } from './protocol.ts';

/*
 * The thread's end: the module that each thread starts with. It must load whatever the plugin does, for a pool whose threads fail while loading is dead.
 */

if (parentPort === null) throw new Error('This module is the start of a worker thread, made by startSinkWorker');
const { logLevel, linesOnTheWay }: ThreadData = workerData;
const onTheWay = new Int32Array(linesOnTheWay);
// Lines of a thread that died may not have arrived.
Atomics.store(onTheWay, 0, 0);
const log = createLogger(parentPort, logLevel, onTheWay);
captureOutput(log);
const answerer = createAnswerer(log);

/** Answers one request of the host. Never throws. */
export function answer({ request, control }: ThreadTask): Promise<Answer> {
  control?.on('message', () => answerer.abort());
  control?.unref();
  return answerer.answer(request);
}
