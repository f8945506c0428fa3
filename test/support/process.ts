import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A child process whose standard output is read line by line, and whose standard error is kept for messages. */
export interface Child {
  readonly process: ChildProcess;
  /** Lines of standard output so far. */
  readonly lines: readonly string[];
  /** Standard error so far. */
  errors(): string;
  /** The first line of standard output that `wanted` accepts, past or to come. Rejects when the process ends first. */
  line(wanted?: (line: string) => boolean): Promise<string>;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** Sends a signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<number | string>;
}

/** Options of {@link start}. */
export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** In a process group of its own, as a shell starts it in a terminal. */
  readonly detached?: boolean;
}

/** Starts a program. It ends with this process: its standard input closes. */
export function start(program: string, parameters: readonly string[], options: StartOptions = {}): Child {
  const child = spawn(program, parameters, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  let over = false;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr = (stderr + chunk).slice(-200_000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    over = true;
    for (const wake of waiting) wake();
    return typeof code === 'number' ? code : String(signal);
  });
  return {
    process: child,
    lines,
    ended,
    errors: () => stderr,
    line: (wanted = () => true) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(wanted);
          if (found === undefined && !over) return;
          waiting.delete(look);
          if (found === undefined) reject(new Error(`${program} ${parameters.join(' ')} ended:\n${stderr}`));
          else resolve(found);
        };
        waiting.add(look);
        look();
      }),
    kill: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}
