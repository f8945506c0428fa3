import type { Clock } from '../../clock.ts';
import type { Position } from '../../revision.ts';
import type { Connection } from '../connection.ts';
import { Deadline } from '../deadline.ts';
import { RequestFailure } from '../failure.ts';
import { describeForbidden } from '../forbidden.ts';
import { resourceVersionOf } from '../frame.ts';
import { member } from '../json-value.ts';
import { networkFailure, open } from '../request.ts';
import { type ConfigMapName, type ConfigMapState, foundIn, getPath, listPath } from './config-map.ts';

/** What ConfigMaps are read with. */
export interface ConfigMapSource {
  readonly connection: Connection;
  readonly clock: Clock;
}

/** What reading gave; without a position it cannot be watched from here, and is to be read again. */
export interface ConfigMapRead {
  readonly state: ConfigMapState;
  readonly position: Position | undefined;
}

/** As for a list of events. */
const timeoutMs = 30_000;

/**
 * Reads a ConfigMap once: by a list, or by a get where a list is not allowed.
 * @throws RequestFailure for everything that is neither the object, nor its absence, nor a 403
 */
export async function readConfigMap(
  which: ConfigMapName,
  source: ConfigMapSource,
  signal: AbortSignal,
): Promise<ConfigMapRead> {
  try {
    const list = await getJson(listPath(which), source, signal);
    const items = member(list, 'items');
    const [item] = Array.isArray(items) ? items : [];
    return { state: item === undefined ? { kind: 'missing' } : foundIn(item), position: resourceVersionOf(list) };
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    return { state: await getAlone(which, source, signal), position: undefined };
  }
}

async function getAlone(which: ConfigMapName, source: ConfigMapSource, signal: AbortSignal): Promise<ConfigMapState> {
  try {
    return foundIn(await getJson(getPath(which), source, signal));
  } catch (error) {
    if (statusOf(error) === 404) return { kind: 'missing' };
    if (!(error instanceof RequestFailure) || statusOf(error) !== 403) throw error;
    const { message } = error;
    return {
      kind: 'forbidden',
      message: describeForbidden({ verb: 'get', resource: 'configmaps', ...which, message }),
    };
  }
}

/** The HTTP status of a failure, if it is one. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof RequestFailure && error.failure.kind === 'status' ? error.failure.status : undefined;
}

async function getJson(path: string, { connection, clock }: ConfigMapSource, signal: AbortSignal): Promise<unknown> {
  const late = { kind: 'timeout', message: `no answer within ${timeoutMs / 1000} s` } as const;
  const deadline = new Deadline(clock, signal, timeoutMs, late);
  try {
    const body = await open(connection, { path, gzip: false }, deadline.signal, () => clock.now());
    const pieces: Buffer[] = [];
    for await (const piece of body) if (piece instanceof Buffer) pieces.push(piece);
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new RequestFailure(
        { kind: 'unreadable', message: `the answer is no JSON: ${error.message}` },
        { cause: error },
      );
    throw networkFailure(error, deadline.signal);
  } finally {
    deadline.release();
  }
}
