import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answer, FlatError, FromChild, Level, ToChild } from '../protocol.ts';
import type { Evidence } from './death.ts';
import { conditionFlags, processEnvironment } from './environment.ts';
import { gatherOutput } from './native-output.ts';

const entry = fileURLToPath(new URL(`../child${extname(import.meta.url)}`, import.meta.url));

/** MB of each half of the child's young generation, as the daemon's own: it is most of what a heap takes beyond its content. */
const semiSpaceMB = 4;
/** MB that a process may take besides its heap twice over: Node, its watchdog and a plugin's code are 100 at the most, buffers the rest. */
const residentBaseMB = 192;
/** Node's permission model: files may be read and not written, and no program started. The worker is the watchdog. */
const withoutEffects = ['--permission', '--allow-fs-read=*', '--allow-worker', '--disable-warning=SecurityWarning'];
/** Milliseconds for what an ended process sent to arrive: it is in this machine's memory. */
const lastWordsMs = 1000;

/** What a child process is started with. */
export interface SpawnOptions {
  /** The sink's, for whoever lists processes. */
  readonly name: string;
  readonly heapMB: number;
  readonly logLevel: Level;
  /** The sink sends nothing and writes no files. */
  readonly rehearsal: boolean;
}

/** Who hears of a child process. */
export interface ChildListener {
  /** It may be asked. */
  readonly ready: () => void;
  readonly answered: (answer: Answer) => void;
  /** A message of another kind: a log line, or something unknown. */
  readonly said: (message: unknown) => void;
  /** What was written to its standard error past console and process.stderr. */
  readonly wrote: (text: string) => void;
  /** It has ended, and everything it said has been heard. */
  readonly ended: (evidence: Evidence) => void;
}

/** A child process with a sink's end in it. */
export interface Child {
  /** @throws Error for a request that is no plain data */
  send(message: ToChild): void;
  /** Ends it by force, and all that it started in its group. */
  kill(): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/**
 * Starts a child process. It has a session of its own, so that a terminal's Ctrl-C does not reach it; its working directory and its standard
 * output are the daemon's, for a sink may write there (fs.writeSync(1, …)); console and process.stdout become log lines, as in a thread.
 */
export function spawnChild({ name, heapMB, logLevel, rehearsal }: SpawnOptions, listener: ChildListener): Child {
  const residentMB = residentBaseMB + 2 * heapMB;
  const child = fork(entry, [name, logLevel, String(residentMB), rehearsal ? 'rehearsal' : 'delivery'], {
    execArgv: [
      ...conditionFlags(process.execArgv),
      `--max-old-space-size=${heapMB}`,
      `--max-semi-space-size=${semiSpaceMB}`,
      ...(rehearsal ? withoutEffects : []),
    ],
    env: processEnvironment(process.env),
    serialization: 'advanced',
    detached: true,
    // The last is the lifeline: child.ts reads it, nobody writes to it, and it closes when this process ends.
    stdio: ['ignore', 'inherit', 'pipe', 'ipc', 'pipe'],
  });
  const native = gatherOutput(listener.wrote);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => native.take(text));
  let uncaught: FlatError | undefined;
  child.on('message', (message: unknown) => {
    if (!isFromChild(message)) listener.said(message);
    else if (message.kind === 'ready') listener.ready();
    else if (message.kind === 'answer') listener.answered(message.answer);
    else if (message.kind === 'crash') uncaught = message.error;
    else listener.said(message);
  });
  const kill = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  const ended = exitOf(child).then(async (end) => {
    // What the sink started and left behind.
    kill();
    await lastWords(child);
    native.flush();
    listener.ended(uncaught === undefined ? end : { error: uncaught });
  });
  return {
    kill,
    ended,
    send: (message) => {
      // Should it fail, the child has ended, or is about to: that is told by its end.
      child.send(message, () => undefined);
    },
  };
}

function exitOf(child: ChildProcess): Promise<Evidence> {
  return new Promise((resolve) => {
    // A process that could not be started has no exit; any other error of it is a message to one that has just ended.
    child.on('error', (error) => child.pid === undefined && resolve({ error, unreached: true }));
    child.once('exit', (_code, signal) => resolve(signal === null ? {} : { signal }));
  });
}

/** Resolves when everything that it sent and wrote has been heard, or after a while, should something outside its group hold its standard error. */
async function lastWords(child: ChildProcess): Promise<void> {
  const { promise: timeIsUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, lastWordsMs);
  const disconnected = new Promise<void>((heard) => {
    if (child.connected) child.once('disconnect', heard);
    else heard();
  });
  const drained = new Promise<void>((heard) => {
    if (child.stderr === null || child.stderr.closed) heard();
    else child.stderr.once('close', heard);
  });
  await Promise.race([Promise.all([disconnected, drained]), timeIsUp]);
  clearTimeout(timer);
}

/** Without effect when all of it has ended: ESRCH, or EPERM where the dead who are still listed count (macOS). */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

function isFromChild(message: unknown): message is FromChild {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return false;
  if (message.kind === 'answer') return 'answer' in message;
  return message.kind === 'ready' || message.kind === 'log' || (message.kind === 'crash' && 'error' in message);
}
