import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../clock.ts';
import { codes, HeraldError } from '../../errors.ts';
import { Deadline } from '../deadline.ts';
import { RequestFailure } from '../failure.ts';
import { isObject } from '../json-value.ts';
import type { Access, AccessRequest } from './access.ts';

/** The thread's one message. `invalid`: somebody must mend the kubeconfig; `failed`: it may work later. */
export type CredentialsAnswer =
  | { readonly kind: 'access'; readonly access: Access }
  | { readonly kind: 'invalid' | 'failed'; readonly message: string };

/** What the thread is started with. */
export interface CredentialsHost {
  readonly clock: Clock;
  /** The thread's own, and that of the exec plugins it starts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** As long as a slow exec plugin or identity provider may take. */
const timeoutMs = 60_000;

/**
 * Reads the kubeconfig and gets its credentials in a thread of its own, which ends with the answer.
 * Throws {@link HeraldError} (kubeconfig) when the kubeconfig is wrong, {@link RequestFailure} when credentials cannot be got now.
 */
export async function readAccess(request: AccessRequest, host: CredentialsHost): Promise<Access> {
  const late = `no credentials within ${timeoutMs / 1000} s; does an exec plugin wait for input?`;
  const deadline = new Deadline(host.clock, host.signal, timeoutMs, { kind: 'credentials', message: late });
  // The compiled thread lies beside the compiled caller, and the source beside the source.
  const entry = new URL(`./credentials-thread${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { workerData: request, env: { ...host.environment } });
  try {
    const answer = await firstAnswer(worker, deadline.signal);
    if (answer.kind === 'access') return answer.access;
    if (answer.kind === 'invalid') throw new HeraldError(codes.kubeconfig, answer.message);
    throw new RequestFailure({ kind: 'credentials', message: answer.message });
  } finally {
    deadline.release();
    await worker.terminate();
  }
}

function firstAnswer(worker: Worker, signal: AbortSignal): Promise<CredentialsAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<CredentialsAnswer>();
  const fail = (how: string, cause?: unknown) => {
    const message = `the thread that reads the kubeconfig ${how}`;
    reject(new RequestFailure({ kind: 'credentials', message }, { cause }));
  };
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  worker.once('message', (message: unknown) => {
    if (isAnswer(message)) resolve(message);
    else fail('gave an answer that is none');
  });
  worker.once('error', (error) => fail(`failed: ${String(error)}`, error));
  worker.once('exit', (code) => fail(`ended with code ${code}`));
  return promise.finally(() => signal.removeEventListener('abort', stop));
}

function isAnswer(value: unknown): value is CredentialsAnswer {
  if (!isObject(value)) return false;
  return value.kind === 'access' ? isObject(value.access) : typeof value.message === 'string';
}
