import { gunzipSync } from 'node:zlib';
import { decodeEvent } from '../decode.ts';
import type { ApiGroup } from '../event.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { RecordedEntry, RecordedStep } from './recording.ts';

/** A revision that a recording shows: somebody must have written it. */
export interface ShownRevision {
  readonly revision: number;
  readonly namespace: string;
  readonly name: string;
  readonly deleted: boolean;
  readonly manager: string;
  readonly group: ApiGroup;
  readonly event: ReturnType<typeof decodeEvent>;
}

function shown(object: JsonObject, group: ApiGroup, deleted: boolean): ShownRevision | undefined {
  const { metadata } = object;
  if (!isObject(metadata) || typeof metadata.name !== 'string') return undefined;
  const event = decodeEvent(object, group);
  // Whoever wrote it shows in managedFields: the simulator must come to the same entries by the same writes.
  const entries = Array.isArray(metadata.managedFields) ? metadata.managedFields.filter(isObject) : [];
  const writer = entries.at(-1) ?? {};
  return {
    revision: Number(metadata.resourceVersion),
    namespace: event.namespace,
    name: event.name,
    deleted,
    manager: typeof writer.manager === 'string' ? writer.manager : 'unknown',
    group: writer.apiVersion === 'events.k8s.io/v1' ? 'events.k8s.io' : '',
    event,
  };
}

const groupOf = (path: string): ApiGroup => (path.startsWith('/apis/events.k8s.io/') ? 'events.k8s.io' : '');

function parse(text: string): JsonObject {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : {};
  } catch {
    // A text/plain body or a cut line shows no revision.
    return {};
  }
}

function textOf(step: RecordedStep): string {
  const body = step.response?.body ?? Buffer.alloc(0);
  return (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
}

function ofStep(step: RecordedStep): ShownRevision[] {
  const group = groupOf(step.path);
  const found: (ShownRevision | undefined)[] = [];
  for (const line of textOf(step).split('\n')) {
    const parsed = parse(line);
    if (isObject(parsed.object) && parsed.object.kind === 'Event') {
      found.push(shown(parsed.object, group, parsed.type === 'DELETED'));
    }
    if (Array.isArray(parsed.items))
      found.push(...parsed.items.filter(isObject).map((item) => shown(item, group, false)));
    if (parsed.kind === 'Event') found.push(shown(parsed, group, false));
  }
  return found.flatMap((one) => one ?? []);
}

/** Every revision that a case shows and that none of its own requests wrote, oldest first. */
export function outsideWrites(entries: readonly RecordedEntry[]): ShownRevision[] {
  const steps = entries.filter((entry): entry is RecordedStep => 'method' in entry);
  const own = new Set<number>();
  const ownNames = new Set<string>();
  for (const step of steps) {
    if (step.method === 'GET' || (step.response?.status ?? 500) >= 300) continue;
    for (const one of ofStep(step)) own.add(one.revision);
    if (step.method === 'DELETE') ownNames.add(step.path.split('?')[0] ?? '');
  }
  const byRevision = new Map<string, ShownRevision>();
  for (const one of steps.filter((step) => step.method === 'GET').flatMap(ofStep)) {
    const base = `/api/v1/namespaces/${one.namespace}/events`;
    const deletedHere = one.deleted && (ownNames.has(`${base}/${one.name}`) || ownNames.has(base));
    if (own.has(one.revision) || deletedHere) continue;
    byRevision.set(`${one.revision}/${one.name}`, one);
  }
  return [...byRevision.values()].sort((a, b) => a.revision - b.revision);
}

/** The revision that the server must have had just before it answered a step; undefined when the step does not say. */
export function revisionBefore(step: RecordedStep, all: readonly RecordedEntry[]): number | undefined {
  const text = textOf(step);
  const current = /current: (\d+)/.exec(text)?.[1];
  if (current) return Number(current);
  const first = parse(text.split('\n')[0] ?? '');
  const metadata = isObject(first.metadata) ? first.metadata : {};
  const revision = Number(metadata.resourceVersion);
  if (step.method === 'DELETE') {
    const name = step.path.split('?')[0]?.split('/events/')[1];
    const frames = all.flatMap((entry) => ('method' in entry && entry.method === 'GET' ? ofStep(entry) : []));
    const gone = frames.filter((one) => one.deleted && (name === undefined || one.name === name));
    const lowest = Math.min(...gone.map((one) => one.revision));
    return Number.isFinite(lowest) ? lowest - 1 : undefined;
  }
  if (step.method !== 'GET') return Number.isNaN(revision) ? undefined : revision - 1;
  if (first.kind === 'EventList') return revision;
  const bookmark = /"type":"BOOKMARK".*?"resourceVersion":"(\d+)"/.exec(text)?.[1];
  return bookmark === undefined ? undefined : Number(bookmark);
}

/** How many events a page says to lie behind its last item, and in which namespace (empty: anywhere). */
export function unseen(step: RecordedStep): {
  readonly count: number;
  readonly namespace: string;
  readonly last: string;
} {
  const parsed = parse(textOf(step));
  const metadata = isObject(parsed.metadata) ? parsed.metadata : {};
  const count = typeof metadata.remainingItemCount === 'number' ? metadata.remainingItemCount : 0;
  const namespace = /namespaces\/([^/?]+)/.exec(step.path)?.[1] ?? '';
  const last = ofStep(step).at(-1);
  return { count, namespace, last: last ? `${last.namespace}/${last.name}` : '' };
}

/** Every revision that a case shows anywhere. */
export function shownRevisions(entries: readonly RecordedEntry[]): Set<number> {
  return new Set(entries.flatMap((entry) => ('method' in entry ? ofStep(entry).map((one) => one.revision) : [])));
}
