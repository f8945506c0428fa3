import type { Cluster } from './cluster.ts';
import { decodeEvent } from './decode.ts';
import { DecodeError } from './decode-error.ts';
import { type ApiGroup, secondsTime } from './event.ts';
import { stampAnnotation } from './generator/generator.ts';
import { isObject, type JsonObject } from './json.ts';
import { mergePatch } from './merge-patch.ts';
import { eventData } from './render.ts';
import type { Revision } from './revision.ts';

/** What was asked of the simulator cannot be done; the message says why and what was expected. */
export class EmitError extends Error {
  override readonly name = 'EmitError';
}

/** An event that was stored. */
export interface EmittedEvent {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly namespace: string;
  readonly name: string;
}

const emitted = ({ event, revision }: Revision): EmittedEvent => ({
  uid: event.uid,
  resourceVersion: String(revision),
  namespace: event.namespace,
  name: event.name,
});

function decode(raw: JsonObject, group: ApiGroup) {
  try {
    return decodeEvent(raw, group);
  } catch (error) {
    if (error instanceof DecodeError) throw new EmitError(`cannot emit: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Stores a raw event without a request and without validation. Its namespace is that of the metadata, else that of the
 * involved object, else `default`, and comes to exist; without a name it gets one.
 * @throws EmitError for a field of a wrong type.
 */
export function emit(cluster: Cluster, raw: object, stamp: boolean): EmittedEvent {
  if (!isObject(raw)) throw new EmitError('cannot emit: expected an Event object');
  const group: ApiGroup = raw.apiVersion === 'events.k8s.io/v1' ? 'events.k8s.io' : '';
  const decoded = decode(raw, group);
  const { fields } = decoded;
  const namespace = decoded.namespace || fields.involvedObject.namespace || 'default';
  cluster.namespaces.add(namespace);
  const now = cluster.clock.now();
  const stamped = { ...fields, annotations: { ...fields.annotations, [stampAnnotation]: now.toFixed(3) } };
  const generateName = decoded.generateName || `${fields.involvedObject.name || 'event'}.`;
  const event = {
    ...decoded,
    fields: stamp ? stamped : fields,
    generateName: decoded.name === '' ? generateName : decoded.generateName,
  };
  const manager = fields.component || fields.reportingComponent || 'simulator';
  return emitted(cluster.create(event, namespace, manager, group));
}

/**
 * Changes a stored event by a merge patch in core/v1 names; without one counts it up as a recorder does.
 * @throws EmitError when there is no such event.
 */
export function modify(
  cluster: Cluster,
  target: { readonly namespace: string; readonly name: string },
  patch?: object,
): EmittedEvent {
  const old = cluster.store.get(target.namespace, target.name);
  if (!old) throw new EmitError(`cannot modify ${target.namespace}/${target.name}: no such event, perhaps it expired`);
  const { event } = old;
  const manager = event.component || event.reportingComponent || 'simulator';
  if (patch === undefined) {
    const lastTimestamp = secondsTime(cluster.clock.now());
    return emitted(cluster.update(old, { ...event, count: event.count + 1, lastTimestamp }, manager, ''));
  }
  const merged = mergePatch(eventData(event, old.revision, ''), patch);
  if (!isObject(merged)) throw new EmitError('cannot modify: expected a merge patch, an object');
  return emitted(cluster.update(old, decode(merged, '').fields, manager, ''));
}
