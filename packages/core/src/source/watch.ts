import type { Readable } from 'node:stream';
import { comparePositions, type Position, type Revision } from '../revision.ts';
import { Hold } from './connection/hold.ts';
import { Deadline } from './deadline.ts';
import { type Failure, RequestFailure } from './failure.ts';
import { type Frame, parseFrame, type UnreadableReason } from './frame.ts';
import { LineSplitter } from './lines.ts';
import type { FrameType } from './observer.ts';
import { type Pace, pacedPieces } from './paced-body.ts';
import { watchPath } from './paths.ts';
import { networkFailure, open, statusFailure } from './request.ts';
import { type ScopeContext, waitForRoom } from './scope-context.ts';

/** What a watch is given to, and what it may be ended by. */
export interface WatchTaker {
  /** The server accepted the watch. */
  opened(): void;
  /** The frames of one read; `bytes` is what they hold in memory. */
  frames(revisions: readonly Revision[], position: Position, bytes: number): void;
}

/** Where a watch begins. */
export interface WatchStart {
  readonly position: Position;
  /** Unreadable lines that come right after this position were met there before, and are passed over. */
  readonly passAt: Position | undefined;
}

/**
 * Follows one watch from a position to its clean end. Throws {@link RequestFailure} for any other end, or the signal's reason.
 * Whatever the end is: everything up to the last position given to `taker` was given, so the next watch may begin there.
 */
export async function readWatch(
  context: ScopeContext,
  start: WatchStart,
  taker: WatchTaker,
  signal: AbortSignal,
): Promise<void> {
  const { clock, timing } = context;
  const span = timing.watchSecondsHigh - timing.watchSecondsLow;
  const seconds = Math.round(timing.watchSecondsLow + clock.random() * span);
  const ms = seconds * 1000 + timing.watchGraceMs;
  const deadline = new Deadline(clock, signal, timing.pageTimeoutMs, {
    kind: 'timeout',
    message: `no answer to a watch within ${timing.pageTimeoutMs / 1000} s`,
  });
  context.status.enter('watching', ms);
  try {
    const path = watchPath(context.selection, start.position, seconds);
    const hold = new Hold();
    const body = await open(context.connection, { path, gzip: false, hold }, deadline.signal, () => clock.now());
    // The whole duration, not the time since the last frame: a quiet watch of events is healthy, and gets no bookmarks.
    deadline.restart(ms, {
      kind: 'cut',
      message: `the watch did not end ${timing.watchGraceMs / 1000} s after its time`,
    });
    taker.opened();
    const pace = { clock, hold, intervalMs: timing.readIntervalMs };
    await new WatchReader(context, start, taker).read(body, pace, deadline.signal);
  } finally {
    deadline.release();
  }
}

class WatchReader {
  readonly #context: ScopeContext;
  readonly #taker: WatchTaker;
  readonly #passAt: Position | undefined;
  readonly #splitter = new LineSplitter();
  readonly #openedAt: number;
  readonly #counts = new Map<FrameType, number>();
  #position: Position;
  #frames = 0;
  #revisions: Revision[] = [];
  #moved = false;
  #end: RequestFailure | undefined;

  constructor(context: ScopeContext, start: WatchStart, taker: WatchTaker) {
    this.#context = context;
    this.#taker = taker;
    this.#passAt = start.passAt;
    this.#position = start.position;
    this.#openedAt = context.clock.now();
  }

  async read(body: Readable, pace: Pace, signal: AbortSignal): Promise<void> {
    try {
      for await (const piece of pacedPieces(body, pace, signal)) {
        this.#take(piece);
        if (this.#end !== undefined) throw this.#end;
        await waitForRoom(this.#context, signal);
      }
    } catch (error) {
      this.#countPartial();
      throw this.#ended(error, signal);
    } finally {
      body.destroy();
    }
    this.#countPartial();
    if (!this.#worked())
      throw new RequestFailure({ kind: 'very-short', message: 'the watch ended at once, with nothing in it' });
  }

  /** All complete lines of one read go on as one push. */
  #take(chunk: Buffer): void {
    const { observer, selection, status, timing } = this.#context;
    status.heard();
    this.#splitter.push(chunk, (line) => this.#line(line));
    if (this.#splitter.pendingBytes > timing.lineBytes) {
      this.#end = new RequestFailure({ kind: 'unreadable', message: `a line of more than ${timing.lineBytes} bytes` });
    }
    for (const [type, count] of this.#counts) observer.frames(selection.scope, type, count);
    this.#counts.clear();
    if (!this.#moved) return;
    const revisions = this.#revisions;
    this.#revisions = [];
    this.#moved = false;
    this.#taker.frames(revisions, this.#position, chunk.length);
  }

  /** False: the watch is over, and what follows in this read is not looked at. */
  #line(line: Buffer): boolean {
    if (line.length === 0) return true;
    const frame = parseFrame(line);
    switch (frame.kind) {
      case 'revision':
        return this.#move(frame.type, frame.revision.resourceVersion, frame.revision);
      case 'position':
        return this.#move(frame.type, frame.position, undefined);
      case 'error':
        this.#count('ERROR');
        this.#end = statusFailure(frame.status.code || 500, frame.status, frame.status.retryAfterMs);
        return false;
      case 'unknown':
        this.#count('unknown');
        this.#warn('a watch frame of an unknown type was passed over', { type: frame.type.slice(0, 40) });
        return true;
      case 'unreadable':
        return this.#unreadable(frame, line);
    }
  }

  #move(type: FrameType, position: Position, revision: Revision | undefined): boolean {
    this.#count(type);
    if (comparePositions(position, this.#position) < 0) {
      this.#end = new RequestFailure(wentBack(this.#position, position));
      return false;
    }
    this.#frames++;
    this.#position = position;
    this.#moved = true;
    if (revision !== undefined) this.#revisions.push(revision);
    return true;
  }

  /** The line may have been damaged on the way: it is asked for again before it is passed over. */
  #unreadable(frame: Extract<Frame, { kind: 'unreadable' }>, line: Buffer): boolean {
    const { observer, selection } = this.#context;
    observer.unreadable(selection.scope, frame.reason);
    const pass = this.#position === this.#passAt;
    const message = unreadableWords[frame.reason];
    this.#warn(pass ? `${message}: it was passed over` : `${message}: it is asked for again`, {
      bytes: line.length,
      after: this.#position,
    });
    if (!pass) this.#end = new RequestFailure({ kind: 'unreadable', message });
    return pass;
  }

  #count(type: FrameType): void {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  #warn(message: string, fields: object): void {
    this.#context.warnings.warn({ scope: this.#context.selection.scope, ...fields }, message);
  }

  #countPartial(): void {
    if (this.#splitter.pendingBytes === 0) return;
    const { log, observer, selection } = this.#context;
    observer.unreadable(selection.scope, 'partial');
    log.debug(
      { scope: selection.scope, bytes: this.#splitter.pendingBytes },
      'the watch ended in the middle of a line',
    );
  }

  #worked(): boolean {
    return this.#frames > 0 || this.#context.clock.now() - this.#openedAt >= this.#context.timing.veryShortMs;
  }

  #ended(error: unknown, signal: AbortSignal): unknown {
    const failure = networkFailure(error, signal);
    if (!(failure instanceof RequestFailure) || failure.failure.kind !== 'network' || !this.#worked()) return failure;
    return new RequestFailure({ kind: 'cut', message: failure.message }, { cause: failure });
  }
}

const unreadableWords: Readonly<Record<UnreadableReason, string>> = {
  json: 'a line of the watch is no JSON',
  shape: 'a line of the watch is no frame',
  'resource-version': 'a frame of the watch has no resourceVersion that can be compared',
};

/** A stream runs in resourceVersion order; when it does not, the storage behind it was exchanged. */
function wentBack(from: Position, to: Position): Failure {
  const message = `the watch went back from resourceVersion ${from} to ${to}`;
  return { kind: 'status', status: 504, reason: '', message, retryAfterMs: undefined, future: true };
}
