import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WatchdogData } from './child/watchdog.ts';
import { createAnswerer } from './entry/answerer.ts';
import { captureOutput } from './entry/console.ts';
import { createLogger } from './entry/log.ts';
import { rehearseHere } from './entry/rehearsal.ts';
import { flatten } from './flatten.ts';
import { type FromChild, levels, type ToChild } from './protocol.ts';

/*
 * The child process's end: the module that each sink process starts with, with the same answers as a thread. Its arguments: the sink's name (for
 * whoever lists processes), the least level of its log lines, the most MB it may take, and `rehearsal` should it send nothing.
 */

/** Where spawnChild has put the pipe that ends with the daemon. */
const lifeline = 4;
/** The kernel's own scale: when the machine runs out of memory, this process goes first and not the daemon. */
const firstToGo = '1000';

const channel = process.send?.bind(process);
if (channel === undefined) throw new Error('This module is the start of a child process, made by startSinkWorker');
// As in a thread: a library that asks whether it was forked must not talk to the host.
delete process.send;
const send = (message: FromChild, sent: () => void = () => undefined) => channel(message, undefined, undefined, sent);

const [, , , level, residentMB, manner] = process.argv;
const onTheWay = new Int32Array(1);
const log = createLogger(
  // A line is on its way until the kernel has it, so a host that does not read has a sink that does not write.
  { postMessage: (line) => void send(line, () => Atomics.sub(onTheWay, 0, 1)) },
  levels.find((one) => one === level) ?? 'info',
  onTheWay,
);
captureOutput(log);
if (manner === 'rehearsal') rehearseHere((request) => send({ kind: 'rehearsed', request }));
const answerer = createAnswerer(log);

// Ending is the host's part: a terminal, or a service manager that asks the whole group to end, must not cut a delivery short.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.on('uncaughtException', (error) => {
  send({ kind: 'crash', error: flatten(error) }, () => process.exit(1));
});

try {
  writeFileSync('/proc/self/oom_score_adj', firstToGo, { flag: 'r+' });
} catch (error) {
  // No Linux, or a /proc that may not be written: then the kernel chooses.
  log.debug({ err: error }, 'the kernel cannot be told that this process is the first to go when memory runs out');
}

const watched: WatchdogData = { lifeline, residentMB: Number(residentMB) };
const watchdog = new Worker(new URL(`./child/watchdog${extname(import.meta.url)}`, import.meta.url), {
  workerData: watched,
  env: {},
  // It allocates next to nothing.
  resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
});
await once(watchdog, 'message');

process.on('message', (message) => {
  if (!isToChild(message)) return;
  if (message.kind === 'abort') answerer.abort();
  else void answerer.answer(message.request).then((answer) => send({ kind: 'answer', answer }));
});
send({ kind: 'ready' });

function isToChild(message: unknown): message is ToChild {
  return (
    typeof message === 'object' &&
    message !== null &&
    'kind' in message &&
    (message.kind === 'abort' || (message.kind === 'ask' && 'request' in message))
  );
}
