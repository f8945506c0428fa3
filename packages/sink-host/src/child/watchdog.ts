import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

/** What the watchdog watches. */
export interface WatchdogData {
  /** File descriptor of a pipe whose other end only the daemon holds. */
  readonly lifeline: number;
  /** MB of resident memory that the process may take. */
  readonly residentMB: number;
}

/*
 * A thread beside the sink, for a sink that loops leaves its own thread no turn to notice anything. It ends the process, and all that the sink
 * started in its group, when the daemon is gone, however that went: the kernel closes the pipe. No batch is in flight then that anybody would
 * acknowledge, and a daemon that is started again must not meet the old sink still sending.
 */

/** Milliseconds between two looks at the memory: a leak takes minutes, and a look costs microseconds. */
const everyMs = 250;
const bytesPerMB = 2 ** 20;

const { lifeline, residentMB }: WatchdogData = workerData;
const end = () => process.kill(-process.pid, 'SIGKILL');

new Socket({ fd: lifeline, readable: true, writable: false }).on('error', end).on('close', end).resume();

setInterval(() => {
  const taken = Math.round(process.memoryUsage.rss() / bytesPerMB);
  if (taken <= residentMB) return;
  writeSync(2, `the process takes ${taken} MB of memory, more than the ${residentMB} MB that it may: it is ended\n`);
  end();
}, everyMs);

parentPort?.postMessage('watching');
