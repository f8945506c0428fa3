import type { Logger } from '@kubeherald/sink-sdk';

/** Characters of an unfinished line that are kept while waiting for its end. */
const longestLine = 8192;

type Write = typeof process.stdout.write;

/** A `write` that gives each full line to `take`. */
function lineWriter(take: (line: string) => void): Write {
  let rest = '';
  return (chunk: Uint8Array | string, encodingOrDone?: unknown, done?: unknown): boolean => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) if (line !== '') take(line);
    const finished = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    if (typeof finished === 'function') process.nextTick(finished);
    return true;
  };
}

/**
 * Turns what a plugin prints (console, process.stdout, process.stderr, warnings) into log lines. In a thread these would reach the daemon's own
 * stdout, between the lines of its log. A sink that means to write there does so with fs.writeSync(1, …).
 */
export function captureOutput(log: Logger): void {
  process.stdout.write = lineWriter((line) => log.info({ stream: 'stdout' }, line));
  process.stderr.write = lineWriter((line) => log.warn({ stream: 'stderr' }, line));
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, warning.message));
}
