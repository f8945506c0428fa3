import { type ApiGroup, apiVersionOf, type EventFields, emptyFields, type ManagedEntry } from './event.ts';

/** Every path that an event sets, with its value as text, in core/v1 names. Maps and series also own themselves. */
function setPaths(fields: EventFields): Map<string, string> {
  const set = new Map<string, string>();
  const put = (path: string, value: string | number, empty: string | number = '') => {
    if (value !== empty) set.set(path, String(value));
  };
  for (const map of ['labels', 'annotations'] as const) {
    const values = fields[map];
    if (!values) continue;
    set.set(`metadata/${map}/.`, '');
    for (const [key, value] of Object.entries(values)) set.set(`metadata/${map}/${key.replaceAll('/', '~1')}`, value);
  }
  if (fields.involvedObject !== emptyFields.involvedObject) {
    const text = JSON.stringify(fields.involvedObject);
    if (text !== emptyReferenceText) set.set('involvedObject', text);
  }
  put('reason', fields.reason);
  put('message', fields.message);
  put('source/component', fields.component);
  put('source/host', fields.host);
  put('firstTimestamp', fields.firstTimestamp);
  put('lastTimestamp', fields.lastTimestamp);
  put('count', fields.count, 0);
  put('type', fields.type);
  put('eventTime', fields.eventTime);
  if (fields.series) {
    set.set('series/.', '');
    put('series/count', fields.series.count, 0);
    put('series/lastObservedTime', fields.series.lastObservedTime);
  }
  put('action', fields.action);
  if (fields.related) set.set('related', JSON.stringify(fields.related));
  put('reportingComponent', fields.reportingComponent);
  put('reportingInstance', fields.reportingInstance);
  return set;
}

const emptyReferenceText = JSON.stringify(emptyFields.involvedObject);

/** Who writes, when. */
export interface Writer {
  /** The User-Agent up to the first slash. */
  readonly manager: string;
  readonly group: ApiGroup;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

/** A cluster's events have a handful of shapes, which share their lists. The bound keeps labels of chance from piling up. */
const lists = new Map<string, readonly string[]>();
const listsKept = 1000;

function shared(apiVersion: string, paths: readonly string[]): readonly string[] {
  const key = `${apiVersion} ${paths.join(' ')}`;
  const known = lists.get(key);
  if (known) return known;
  if (lists.size >= listsKept) lists.clear();
  lists.set(key, paths);
  return paths;
}

/** managedFields of a new object. `extra` are metadata paths beside labels and annotations (generateName). */
export function createdBy(writer: Writer, fields: EventFields, extra: readonly string[] = []): ManagedEntry[] {
  const apiVersion = apiVersionOf(writer.group);
  const paths = shared(apiVersion, [...setPaths(fields).keys(), ...extra].sort());
  return [{ manager: writer.manager, apiVersion, time: writer.time, paths }];
}

/**
 * managedFields after `writer` turned `before` into `after`: it takes over what it changed, nobody keeps what is gone.
 * undefined when nothing changed.
 */
export function updatedBy(
  writer: Writer,
  entries: readonly ManagedEntry[],
  before: EventFields,
  after: EventFields,
): readonly ManagedEntry[] | undefined {
  const old = setPaths(before);
  const fresh = setPaths(after);
  const changed = [...fresh].filter(([path, value]) => old.get(path) !== value).map(([path]) => path);
  const gone = new Set([...old.keys()].filter((path) => !fresh.has(path)));
  if (changed.length === 0 && gone.size === 0) return undefined;
  const apiVersion = apiVersionOf(writer.group);
  const mine = entries.find((entry) => entry.manager === writer.manager && entry.apiVersion === apiVersion);
  if (mine && entries.length === 1 && gone.size === 0 && changed.every((path) => mine.paths.includes(path))) {
    // The usual count-up: what the writer changed was its own already.
    return [{ ...mine, time: writer.time }];
  }
  const taken = new Set(changed);
  const others = entries
    .filter((entry) => entry !== mine)
    .map((entry) => ({ ...entry, paths: entry.paths.filter((path) => !taken.has(path) && !gone.has(path)) }));
  const kept = (mine?.paths ?? []).filter((path) => !gone.has(path));
  const paths = [...new Set([...kept, ...changed])].sort();
  return [...others, { manager: writer.manager, apiVersion, time: writer.time, paths }]
    .filter((entry) => entry.paths.length > 0)
    .sort((a, b) => compare(a.time, b.time) || compare(a.manager, b.manager) || compare(a.apiVersion, b.apiVersion));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** core/v1 names → events.k8s.io/v1 names, where they differ. */
const newNames: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
  reportingComponent: 'reportingController',
};

interface FieldTree {
  [field: string]: FieldTree;
}

/** Trees are made once per list of paths; an event's revisions share theirs. */
const trees = new WeakMap<readonly string[], FieldTree>();

/** The `fieldsV1` of an entry, in the names of the entry's own API version. */
export function fieldsTree(entry: ManagedEntry): FieldTree {
  const known = trees.get(entry.paths);
  if (known) return known;
  const root: FieldTree = {};
  const rename = entry.apiVersion !== 'v1';
  const named = entry.paths.map((path) => {
    const [first = '', ...rest] = path.split('/');
    return [rename ? (newNames[first] ?? first) : first, ...rest];
  });
  for (const segments of named.sort((a, b) => compare(a.join('/'), b.join('/')))) {
    let node = root;
    for (const segment of segments) {
      const label = segment === '.' ? '.' : `f:${segment.replaceAll('~1', '/')}`;
      node[label] ??= {};
      node = node[label];
    }
  }
  trees.set(entry.paths, root);
  return root;
}
