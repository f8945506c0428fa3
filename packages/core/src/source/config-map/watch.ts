import type { Position } from '../../revision.ts';
import { Deadline } from '../deadline.ts';
import { RequestFailure } from '../failure.ts';
import { type Frame, parseFrame } from '../frame.ts';
import { LineSplitter } from '../lines.ts';
import { networkFailure, open, statusFailure } from '../request.ts';
import { type ConfigMapName, type ConfigMapState, foundIn, watchPath } from './config-map.ts';
import type { ConfigMapSource } from './read.ts';

/** The server ends each watch after so long: as seldom as client-go's reflector at the least (5 to 10 minutes). */
const watchSeconds = 300;
/** A watch that outlives its end by so much has a half-open socket. */
const graceMs = 30_000;
/** A watch that ends sooner, with nothing in it, is one that does not work. */
const veryShortMs = 1_000;

/** Who hears of a watch. */
export interface WatchTaker {
  state(state: ConfigMapState): void;
  /** Everything up to it has been told. */
  position(position: Position): void;
}

/**
 * Watches a ConfigMap until the server ends the watch in good order.
 * @throws RequestFailure, or the signal's reason
 */
export async function watchConfigMap(
  which: ConfigMapName,
  position: Position,
  { connection, clock }: ConfigMapSource,
  taker: WatchTaker,
  signal: AbortSignal,
): Promise<void> {
  const cut = { kind: 'cut', message: 'the watch outlived its end: its connection is gone' } as const;
  const deadline = new Deadline(clock, signal, watchSeconds * 1000 + graceMs, cut);
  const openedAt = clock.now();
  let frames = 0;
  try {
    const path = watchPath(which, position, watchSeconds);
    const body = await open(connection, { path, gzip: false }, deadline.signal, () => clock.now());
    const lines = new LineSplitter();
    for await (const chunk of body) {
      if (!(chunk instanceof Buffer)) continue;
      lines.push(chunk, (line) => {
        frames += 1;
        take(parseFrame(line), taker);
        return true;
      });
    }
  } catch (error) {
    throw networkFailure(error, deadline.signal);
  } finally {
    deadline.release();
  }
  if (frames === 0 && clock.now() - openedAt < veryShortMs)
    throw new RequestFailure({ kind: 'very-short', message: 'the watch ended at once, with nothing in it' });
}

function take(frame: Frame, taker: WatchTaker): void {
  switch (frame.kind) {
    case 'revision':
      taker.state(foundIn(frame.revision.object));
      taker.position(frame.revision.resourceVersion);
      break;
    case 'position':
      if (frame.type === 'DELETED') taker.state({ kind: 'missing' });
      taker.position(frame.position);
      break;
    case 'error':
      throw statusFailure(frame.status.code, frame.status, frame.status.retryAfterMs);
    default:
      throw new RequestFailure({ kind: 'unreadable', message: 'a line of the watch is no frame of a ConfigMap' });
  }
}
