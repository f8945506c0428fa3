import type { ScopeState, Sequence } from '../record.ts';
import type { Scope } from '../revision.ts';
import { bodyKinds, noTable, readRevision } from './body.ts';
import { FrameStream, step } from './frame-stream.ts';
import { locate } from './locate.ts';
import type { ScopeProgress } from './scopes.ts';
import type { Segments } from './segments.ts';

/** How far back it is read for the ids at the newest event time; without them a new epoch may repeat those. */
const newestWithinBytes = 67_108_864;

interface Recalled {
  readonly progress: ScopeProgress;
  readonly unmarked: Set<string>;
  /** Undefined when they are too far back, or gone. */
  readonly newestIds: Set<string> | undefined;
}

/** What the scopes' states need of the records themselves: the ids of unfinished lists, and those at the newest event time. */
export async function recall(
  segments: Segments,
  scopes: Iterable<readonly [Scope, ScopeProgress]>,
): Promise<Map<Scope, ScopeState>> {
  const nearest = firstWithin(segments, newestWithinBytes);
  const recalled = new Map<Scope, Recalled>();
  let from = Number.POSITIVE_INFINITY;
  for (const [scope, progress] of scopes) {
    const near = progress.newest.from > 0 && progress.newest.from >= nearest;
    recalled.set(scope, { progress, unmarked: new Set(), newestIds: near ? new Set() : undefined });
    if (near) from = Math.min(from, progress.newest.from);
    if (progress.unmarkedFrom > 0) from = Math.min(from, progress.unmarkedFrom);
  }
  await readFrom(segments, from, recalled);
  const states = new Map<Scope, ScopeState>();
  for (const [scope, { progress, unmarked, newestIds }] of recalled) {
    const { position, epoch, newest } = progress;
    states.set(scope, { position, epoch, newestEventAt: newest.at, unmarked, ...(newestIds ? { newestIds } : {}) });
  }
  return states;
}

async function readFrom(segments: Segments, from: Sequence, recalled: ReadonlyMap<Scope, Recalled>): Promise<void> {
  const { last } = segments;
  if (last === undefined || from === Number.POSITIVE_INFINITY) return;
  for (let segment = segments.holding(from); segment !== undefined; segment = segments.after(segment)) {
    const below = segments.below(segment);
    const row = await locate(segment, from, below);
    const stream = new FrameStream(segment, row.offset, row.sequence, below);
    for (let what = await step(stream); what !== 'end'; what = await step(stream)) {
      if (what === 'frame' && stream.kind === bodyKinds.revision && stream.sequence >= from) remember(stream, recalled);
    }
  }
}

function remember(stream: FrameStream, recalled: ReadonlyMap<Scope, Recalled>): void {
  const { buffer, bodyStart, bodyEnd, sequence } = stream;
  const entry = readRevision(buffer, bodyStart, bodyEnd, sequence, noTable.table);
  const scope = recalled.get(entry.scope);
  if (scope === undefined) return;
  const { unmarkedFrom, newest } = scope.progress;
  const isUnmarked = entry.listed && unmarkedFrom > 0 && sequence >= unmarkedFrom;
  const isNewest = !isUnmarked && entry.eventAt === newest.at && sequence >= newest.from;
  if (!isUnmarked && !isNewest) return;
  const id = idOf(entry.payload, entry.resourceVersion);
  if (id === undefined) return;
  if (isUnmarked) scope.unmarked.add(id);
  else scope.newestIds?.add(id);
}

/** First sequence of the oldest segment that begins within so many bytes of the end. */
function firstWithin(segments: Segments, bytes: number): Sequence {
  let within = bytes;
  let first = segments.last?.first ?? 0;
  for (const segment of [...segments.list].reverse()) {
    within -= segment.bytes;
    if (within < 0 && segment !== segments.last) break;
    first = segment.first;
  }
  return first;
}

/** The KubeEvent id of the event with this JSON; undefined when it says no uid, for then it has none. */
function idOf(payload: Uint8Array, resourceVersion: string): string | undefined {
  let event: unknown;
  try {
    event = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    // The checksum says that these are the bytes that were appended: whoever did so could not name it either.
    return undefined;
  }
  if (typeof event !== 'object' || event === null || !('metadata' in event)) return undefined;
  const { metadata } = event;
  if (typeof metadata !== 'object' || metadata === null || !('uid' in metadata)) return undefined;
  return typeof metadata.uid === 'string' ? `${metadata.uid}:${resourceVersion}` : undefined;
}
