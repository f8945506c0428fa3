import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** How the other process is started. */
export interface AsideOptions {
  /** Its environment; default: this process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Ends it; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Asks a module one question in a process of its own, which then ends: what it loaded for the answer (a YAML parser, a Kubernetes client)
 * would otherwise stay in the daemon's memory, of a thread too, for the allocator keeps what a thread gave back.
 * The module answers through {@link answerAside}. Plain data both ways (structured clone).
 */
export async function askAside(module: URL, question: unknown, options: AsideOptions = {}): Promise<unknown> {
  const { environment, signal } = options;
  signal?.throwIfAborted();
  const child = fork(fileURLToPath(module), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: environment ?? process.env,
  });
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  child.once('message', resolve);
  child.once('error', reject);
  child.once('exit', (code, killedBy) =>
    reject(new Error(`ended with ${killedBy ?? `code ${code}`} and gave no answer`)),
  );
  child.send({ question }, (error) => {
    if (error) reject(error);
  });
  try {
    return await promise;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

/** In the module that is asked: answers the one question. Without a parent that asks, it does nothing. */
export function answerAside(answer: (question: unknown) => Promise<unknown>): void {
  process.once('message', (message: unknown) => {
    const question: unknown =
      typeof message === 'object' && message !== null && 'question' in message ? message.question : undefined;
    void answer(question).then((value) => process.send?.(value, () => process.exit()));
  });
}
