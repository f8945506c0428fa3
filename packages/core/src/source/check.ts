import type { Clock } from '../clock.ts';
import { HeraldError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Position, Scope } from '../revision.ts';
import { type Connection, createConnection } from './connection.ts';
import { Deadline } from './deadline.ts';
import { afterFailure, type Failure, RequestFailure, type Stage } from './failure.ts';
import { resourceVersionOf } from './frame.ts';
import type { KubernetesSourceOptions } from './options.ts';
import { onePath, type Selection, watchPath } from './paths.ts';
import { networkFailure, open } from './request.ts';
import { describe } from './trouble.ts';

/** Whether one scope can be listed and watched. */
export interface ScopeCheck {
  /** `""`: the whole cluster. */
  readonly scope: Scope;
  /** Address of the API server, and where it was taken from. */
  readonly origin: string;
  /** What is wrong, in words for the person who must act; absent: events can be listed and watched. */
  readonly problem?: { readonly code: string; readonly message: string };
}

/**
 * Lists one event and begins a watch in each scope, as a source would, and ends both at once. Never rejects but by the signal.
 * @param limitMs of each request
 */
export async function checkSource(
  options: KubernetesSourceOptions,
  limitMs: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  signal: AbortSignal,
): Promise<readonly ScopeCheck[]> {
  const { api = 'core/v1', labelSelector, fieldSelector, namespaces = [] } = options;
  const connection = createConnection(options, clock, log);
  const scopes = namespaces.length === 0 ? [''] : namespaces;
  try {
    return await Promise.all(
      scopes.map(async (scope) => {
        const selection = { api, scope, labelSelector, fieldSelector };
        const problem = await tryScope(connection, selection, limitMs, clock, signal);
        return { scope, origin: connection.origin, ...(problem === undefined ? {} : { problem }) };
      }),
    );
  } finally {
    await connection.close();
  }
}

async function tryScope(
  connection: Connection,
  selection: Selection,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<ScopeCheck['problem']> {
  let stage: Stage = 'list';
  const late: Failure = { kind: 'timeout', message: `no answer within ${limitMs / 1000} s` };
  const deadline = new Deadline(clock, signal, limitMs, late);
  const get = (path: string) => open(connection, { path, gzip: false }, deadline.signal, () => clock.now());
  try {
    const position = await readPosition(await get(onePath(selection)));
    stage = 'watch';
    deadline.restart(limitMs, late);
    // It is answered at once when it is allowed; what it would show is of no interest.
    const body = await get(watchPath(selection, position, 1));
    body.on('error', () => undefined).destroy();
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    const told = networkFailure(error, deadline.signal);
    if (told instanceof HeraldError) return { code: told.code, message: told.message };
    if (!(told instanceof RequestFailure)) throw told;
    const next = afterFailure(stage, told.failure, false);
    return { code: next.code, message: describe(stage, told.failure, next, selection, connection.origin) };
  } finally {
    deadline.release();
  }
}

async function readPosition(body: AsyncIterable<unknown>): Promise<Position> {
  const pieces: Buffer[] = [];
  for await (const piece of body) if (piece instanceof Buffer) pieces.push(piece);
  const position = resourceVersionOf(parse(Buffer.concat(pieces).toString('utf8')));
  if (position !== undefined) return position;
  const message = 'the answer is no list of events; is this the address of a Kubernetes API server?';
  throw new RequestFailure({ kind: 'unreadable', message });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = 'the answer is no JSON; is this the address of a Kubernetes API server?';
    throw new RequestFailure({ kind: 'unreadable', message }, { cause });
  }
}
