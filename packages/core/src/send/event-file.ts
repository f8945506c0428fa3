import { randomUUID } from 'node:crypto';
import type { RawEvent } from '@kubeherald/sink-sdk';
import { codes, HeraldError } from '../errors.ts';
import { isPosition } from '../revision.ts';

type Fields = { readonly [field: string]: unknown };

/**
 * Reads one Event, core/v1 or events.k8s.io/v1, as JSON or YAML (`kubectl get event NAME -o json`). What only the API server would have
 * added (uid, resourceVersion, creation time) is filled in.
 * @param file only what faults call it
 * @param now Unix ms, for the creation time
 * @throws HeraldError KH_EVENT_FILE with each fault as file:line:col
 */
export async function parseEvent(file: string, text: string, now: number): Promise<RawEvent> {
  return complete(await parseRawEvent(file, text), now);
}

/** {@link parseEvent} without anything filled in: the event as it was written. */
export async function parseRawEvent(file: string, text: string): Promise<RawEvent> {
  // Loaded here and not above: the daemon, which shares this package, does without the parser in its memory.
  const [{ parseYaml }, { faultLine }] = await Promise.all([
    import('../config/document.ts'),
    import('../config/places.ts'),
  ]);
  const yaml = parseYaml(text);
  if (yaml.faults.length > 0) {
    throw eventFault(yaml.faults.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`));
  }
  const value = yaml.value();
  const faults = faultsOf(value);
  if (faults.length > 0 || !isFields(value)) {
    throw eventFault(faults.map(({ path, message }) => faultLine(file, yaml.places, path, message)));
  }
  return value;
}

function eventFault(lines: readonly string[]): HeraldError {
  return new HeraldError(codes.eventFile, lines.join('\n'));
}

interface Fault {
  readonly path: string;
  readonly message: string;
}

/** Parts of either form that, when they are there, must be objects or texts for a sink to make sense of them. */
const objects = ['metadata', 'involvedObject', 'regarding', 'related', 'source', 'deprecatedSource', 'series'];
const texts = ['type', 'reason', 'message', 'note', 'action', 'reportingComponent', 'reportingController'];
const versions = ['v1', 'events.k8s.io/v1'];

function faultsOf(value: unknown): Fault[] {
  if (!isFields(value)) {
    const found =
      value === null || value === undefined ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    return [{ path: '', message: `expected one Event object, found ${found}` }];
  }
  if (Array.isArray(value.items)) {
    const help = 'expected one Event: kubectl get event NAME -o json';
    return [{ path: '/items', message: `this is a list of ${value.items.length}; ${help}` }];
  }
  const wrong = (field: string, expected: string): Fault[] => [
    { path: `/${field}`, message: `expected ${expected}, found ${JSON.stringify(value[field])?.slice(0, 60)}` },
  ];
  const given = (field: string) => value[field] !== undefined && value[field] !== null;
  return [
    ...(given('kind') && value.kind !== 'Event' ? wrong('kind', '"Event"') : []),
    ...(given('apiVersion') && !versions.some((version) => version === value.apiVersion)
      ? wrong('apiVersion', versions.map((version) => JSON.stringify(version)).join(' or '))
      : []),
    ...objects.filter((field) => given(field) && !isFields(value[field])).flatMap((field) => wrong(field, 'an object')),
    ...texts
      .filter((field) => given(field) && typeof value[field] !== 'string')
      .flatMap((field) => wrong(field, 'a text')),
    ...(given('involvedObject') || given('regarding')
      ? []
      : [
          {
            path: '',
            message: 'the event names no object: involvedObject (v1) or regarding (events.k8s.io/v1) is missing',
          },
        ]),
  ];
}

function complete(event: Fields, now: number): RawEvent {
  const metadata = isFields(event.metadata) ? event.metadata : {};
  const uid = typeof metadata.uid === 'string' && metadata.uid !== '' ? metadata.uid : randomUUID();
  const version = metadata.resourceVersion;
  const creationTimestamp = metadata.creationTimestamp ?? new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const resourceVersion = typeof version === 'string' && isPosition(version) ? version : '1';
  return { ...event, metadata: { ...metadata, uid, resourceVersion, creationTimestamp } };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
