import { comparePositions, type Position, type Revision } from '../revision.ts';
import { Deadline } from './deadline.ts';
import { type Failure, isGone, RequestFailure } from './failure.ts';
import { resourceVersionOf } from './frame.ts';
import { isObject, member, textOf } from './json-value.ts';
import { ListScanner, ListShapeError } from './list-scanner.ts';
import { onePath, pagePath } from './paths.ts';
import { networkFailure, open } from './request.ts';
import { type ScopeContext, waitForRoom } from './scope-context.ts';

/** What a list is given to, in order. */
export interface ListTaker {
  /** The list's own position. Called again when the list has to begin anew. */
  begin(position: Position): void;
  /** The next items in key order, among themselves in the order of their resourceVersions; `bytes` is what they hold in memory. */
  page(revisions: readonly Revision[], bytes: number): void;
}

/**
 * Reads one consistent list and resolves with its position. When its continue token expires it begins anew with bigger pages, at last
 * with one page of all: continuing with the fresh token of the 410 would mix two snapshots and lose what was written between them.
 *
 * A list comes in the order of the events' namespaces and names, not of time, and its end may be an hour older than its beginning; to
 * sort it as a whole would be to hold it as a whole. So what is pushed at once is sorted by resourceVersion, and no more. As recorders
 * name an event after the object it is about, the events of one object are neighbours in the list: they come in order, except around
 * the border of a page (500 items, or half a megabyte), and where a recorder names its events otherwise.
 * Throws {@link RequestFailure}, or the signal's reason.
 */
export async function readList(context: ScopeContext, taker: ListTaker, signal: AbortSignal): Promise<Position> {
  const { pageSize } = context.timing;
  for (const limit of [pageSize, pageSize * 10]) {
    const position = await readSnapshot(context, limit, taker, signal);
    if (position !== undefined) return position;
    context.log.debug({ scope: context.selection.scope, limit }, 'a continue token expired: the list begins anew');
  }
  const position = await readSnapshot(context, 0, taker, signal);
  if (position !== undefined) return position;
  throw unreadable('even a list without limit did not stay one snapshot');
}

/** The current position of the server, by a list of one. With `exactly`, whether that position is good: it throws when it is not. */
export async function readPosition(context: ScopeContext, signal: AbortSignal, exactly?: Position): Promise<Position> {
  const ms = context.timing.probeTimeoutMs;
  const deadline = new Deadline(context.clock, signal, ms, timedOut(ms));
  try {
    const path = onePath(context.selection, exactly);
    const page = await readPage(context, path, deadline, { metadata: () => undefined, items: async () => undefined });
    return page.position;
  } finally {
    deadline.release();
  }
}

/** One attempt at one page size; undefined when its continue token expired. */
async function readSnapshot(
  context: ScopeContext,
  limit: number,
  taker: ListTaker,
  signal: AbortSignal,
): Promise<Position | undefined> {
  let snapshot: Position | undefined;
  let continued: string | undefined;
  do {
    await waitForRoom(context, signal);
    const first = continued === undefined;
    try {
      const page: Page = await readTakenPage(
        context,
        pagePath(context.selection, limit, continued),
        taker,
        first,
        signal,
      );
      if (snapshot !== undefined && page.position !== snapshot) return undefined;
      snapshot = page.position;
      continued = page.continued;
    } catch (error) {
      if (first || !(error instanceof RequestFailure) || error.failure.kind !== 'status') throw error;
      if (isGone(error.failure.status, error.failure.reason)) return undefined;
      throw error;
    }
  } while (continued !== undefined);
  return snapshot;
}

async function readTakenPage(
  context: ScopeContext,
  path: string,
  taker: ListTaker,
  first: boolean,
  signal: AbortSignal,
): Promise<Page> {
  const ms = context.timing.pageTimeoutMs;
  const deadline = new Deadline(context.clock, signal, ms, timedOut(ms));
  context.status.expect(ms);
  try {
    return await readPage(context, path, deadline, {
      metadata: (position) => {
        if (first) taker.begin(position);
      },
      items: async (revisions, bytes) => {
        taker.page(revisions, bytes);
        context.observer.listed(context.selection.scope, revisions.length, bytes);
        // The page waits for the intake, not for the server: its time stands still.
        deadline.suspend();
        await waitForRoom(context, deadline.signal);
        deadline.restart(ms, timedOut(ms));
        context.status.expect(ms);
      },
    });
  } finally {
    deadline.release();
  }
}

interface Page {
  readonly position: Position;
  /** Undefined on the last page. A page may be short, even empty, and not be the last. */
  readonly continued: string | undefined;
}

interface PageTaker {
  metadata(position: Position): void;
  items(revisions: readonly Revision[], bytes: number): Promise<void>;
}

async function readPage(context: ScopeContext, path: string, deadline: Deadline, taker: PageTaker): Promise<Page> {
  const { clock, connection, observer, selection, status, timing } = context;
  const body = await open(connection, { path, gzip: true }, deadline.signal, () => clock.now());
  const scanner = new ListScanner();
  let page: Page | undefined;
  let revisions: Revision[] = [];
  let bytes = 0;
  const flush = async () => {
    const [full, size] = [revisions, bytes];
    revisions = [];
    bytes = 0;
    full.sort((left, right) => comparePositions(left.resourceVersion, right.resourceVersion));
    if (full.length > 0) await taker.items(full, size);
  };
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Buffer)) continue;
      status.heard();
      scanner.feed(chunk, (part) => {
        if (part.kind === 'metadata') {
          page = readMetadata(part.bytes);
          taker.metadata(page.position);
          return;
        }
        const revision = readItem(part.bytes);
        if (revision === undefined) {
          observer.unreadable(selection.scope, 'resource-version');
          context.warnings.warn(
            { scope: selection.scope },
            'a listed event has no resourceVersion that can be compared: it was passed over',
          );
          return;
        }
        revisions.push(revision);
        bytes += part.bytes.length;
      });
      if (page !== undefined && bytes >= timing.pushBytes) await flush();
    }
    scanner.end();
  } catch (error) {
    throw error instanceof ListShapeError || error instanceof SyntaxError
      ? unreadable(error.message, error)
      : networkFailure(error, deadline.signal);
  } finally {
    body.destroy();
  }
  if (page === undefined) throw unreadable('the list has no metadata');
  await flush();
  return page;
}

function readMetadata(bytes: Buffer): Page {
  const metadata: unknown = JSON.parse(bytes.toString('utf8'));
  const position = resourceVersionOf({ metadata });
  if (position === undefined) throw new ListShapeError('the list has no resourceVersion that can be compared');
  return { position, continued: textOf(member(metadata, 'continue')) || undefined };
}

function readItem(bytes: Buffer): Revision | undefined {
  const object: unknown = JSON.parse(bytes.toString('utf8'));
  const resourceVersion = resourceVersionOf(object);
  if (resourceVersion === undefined || !isObject(object)) return undefined;
  return { change: 'added', resourceVersion, object, bytes };
}

function unreadable(message: string, cause?: unknown): RequestFailure {
  return new RequestFailure({ kind: 'unreadable', message }, { cause });
}

function timedOut(ms: number): Failure {
  return { kind: 'timeout', message: `no answer to a list within ${ms / 1000} s, as when etcd is away` };
}
