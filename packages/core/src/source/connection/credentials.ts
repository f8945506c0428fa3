import { extname } from 'node:path';
import { type AsideOptions, askAside } from '../../aside.ts';
import type { Clock } from '../../clock.ts';
import { codes, HeraldError } from '../../errors.ts';
import { Deadline } from '../deadline.ts';
import { RequestFailure } from '../failure.ts';
import { isObject } from '../json-value.ts';
import type { Access, AccessRequest } from './access.ts';

/** The process's one answer. `invalid`: somebody must mend the kubeconfig; `failed`: it may work later. */
export type CredentialsAnswer =
  | { readonly kind: 'access'; readonly access: Access }
  | { readonly kind: 'invalid' | 'failed'; readonly message: string };

/** What the process is started with. */
export interface CredentialsHost {
  readonly clock: Clock;
  /** The process's own, and that of the exec plugins it starts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** As long as a slow exec plugin or identity provider may take. */
const timeoutMs = 60_000;

/**
 * Reads the kubeconfig and gets its credentials in a process of its own, which ends with the answer.
 * Throws {@link HeraldError} (kubeconfig) when the kubeconfig is wrong, {@link RequestFailure} when credentials cannot be got now.
 */
export async function readAccess(request: AccessRequest, host: CredentialsHost): Promise<Access> {
  const late = `no credentials within ${timeoutMs / 1000} s; does an exec plugin wait for input?`;
  const deadline = new Deadline(host.clock, host.signal, timeoutMs, { kind: 'credentials', message: late });
  // The compiled module lies beside the compiled caller, and the source beside the source.
  const module = new URL(`./answer-credentials${extname(import.meta.url)}`, import.meta.url);
  try {
    const answer = await ask(module, request, { environment: host.environment, signal: deadline.signal });
    if (answer.kind === 'access') return answer.access;
    if (answer.kind === 'invalid') throw new HeraldError(codes.kubeconfig, answer.message);
    throw new RequestFailure({ kind: 'credentials', message: answer.message });
  } finally {
    deadline.release();
  }
}

async function ask(module: URL, request: AccessRequest, options: AsideOptions): Promise<CredentialsAnswer> {
  let answer: unknown;
  try {
    answer = await askAside(module, request, options);
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    const message = `the process that reads the kubeconfig failed: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new RequestFailure({ kind: 'credentials', message }, { cause });
  }
  if (isAnswer(answer)) return answer;
  throw new RequestFailure({
    kind: 'credentials',
    message: 'the process that reads the kubeconfig gave an answer that is none',
  });
}

function isAnswer(value: unknown): value is CredentialsAnswer {
  if (!isObject(value)) return false;
  return value.kind === 'access' ? isObject(value.access) : typeof value.message === 'string';
}
