import type { Cluster } from './cluster.ts';
import { type DecodedEvent, decodeEvent } from './decode.ts';
import { DecodeError } from './decode-error.ts';
import { type ApiGroup, apiVersionOf } from './event.ts';
import { goJson, isObject, type JsonObject } from './json.ts';
import { readListOptions } from './list-options.ts';
import { mergePatch } from './merge-patch.ts';
import { eventData, kindAndVersion } from './render.ts';
import type { Revision } from './revision.ts';
import type { Target } from './route.ts';
import { badRequest, invalid, methodNotAllowed, notFound, Refusal } from './status.ts';
import { createCauses } from './validate.ts';

/** A request that writes. */
export interface WriteRequest {
  readonly target: Target;
  readonly group: ApiGroup;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Buffer;
  /** Whom managedFields name. */
  readonly manager: string;
}

/** The answer of a write. */
export interface WriteAnswer {
  readonly status: number;
  readonly body: Buffer;
  readonly warnings: readonly string[];
}

/** etcd's --max-request-bytes. */
const etcdLimitBytes = 1.5 * 1024 * 1024;

/** An object as the answer to GET, POST and PATCH. */
export function objectBody(one: Revision, group: ApiGroup): Buffer {
  return Buffer.concat([Buffer.from(`{${kindAndVersion(group)}`), one.body(group), Buffer.from('}\n')]);
}

const unsupportedMedia = (accepted: string) =>
  new Refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  );

function parse(text: string): JsonObject {
  const unreadable = (why: string, shown: string) =>
    badRequest(
      `the object provided is unrecognized (must be of type Event): couldn't get version/kind; json parse error: ${why} (${shown})`,
    );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable('unexpected end of JSON input', text === '' ? '<empty>' : text.slice(0, 64));
  }
  if (!isObject(parsed)) throw unreadable('json: cannot unmarshal value into Go value', text.slice(0, 64));
  return parsed;
}

function checkKind(object: JsonObject, version: string): void {
  const { kind, apiVersion } = object;
  if (typeof kind === 'string' && kind !== '' && kind !== 'Event') {
    throw badRequest(
      `${kind} in version "v1" cannot be handled as a Event: converting (v1.${kind}) to (core.Event): unknown conversion`,
    );
  }
  if (typeof apiVersion === 'string' && apiVersion !== version) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${version})`,
    );
  }
}

function decoded(object: JsonObject, request: WriteRequest): DecodedEvent {
  checkKind(object, apiVersionOf(request.group));
  const unfit = (why: string) => badRequest(`Event in version "v1" cannot be handled as a Event: ${why}`);
  try {
    const event = decodeEvent(object, request.group);
    if (event.unknown.length > 0 && request.query.get('fieldValidation') === 'Strict') {
      throw unfit(`strict decoding error: ${event.unknown.map((name) => `unknown field "${name}"`).join(', ')}`);
    }
    return event;
  } catch (error) {
    if (error instanceof DecodeError) throw unfit(error.message);
    throw error;
  }
}

function create(cluster: Cluster, request: WriteRequest): WriteAnswer {
  const { target, group } = request;
  if (target.namespace === '') throw methodNotAllowed();
  if (!/^application\/json\b|^$/.test(request.contentType)) {
    throw unsupportedMedia('application/json, application/yaml, application/vnd.kubernetes.protobuf');
  }
  const event = decoded(parse(request.body.toString()), request);
  if (event.namespace !== '' && event.namespace !== target.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (!cluster.namespaces.has(target.namespace)) throw notFound('namespaces', target.namespace);
  const causes = createCauses(event, target.namespace, group);
  if (event.name === '' && event.generateName === '') {
    const message = 'Required value: name or generateName is required';
    causes.unshift({ reason: 'FieldValueRequired', message, field: 'metadata.name' });
  }
  if (causes.length > 0) throw invalid({ kind: 'Event', name: event.name }, causes);
  if (request.body.length > etcdLimitBytes) throw new Refusal(500, '', 'etcdserver: request is too large');
  if (event.name !== '' && cluster.store.get(target.namespace, event.name)) {
    const details = { name: event.name, kind: 'events' };
    throw new Refusal(409, 'AlreadyExists', `events "${event.name}" already exists`, details);
  }
  const stored = cluster.create(event, target.namespace, request.manager, group);
  const warnings = event.unknown.map((name) => `unknown field "${name}"`);
  return { status: 201, body: objectBody(stored, group), warnings };
}

const patchTypes = /^application\/(strategic-)?merge-patch\+json\b/;

function patch(cluster: Cluster, request: WriteRequest): WriteAnswer {
  const { target, group } = request;
  if (!patchTypes.test(request.contentType)) {
    throw unsupportedMedia(
      'application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml',
    );
  }
  const old = cluster.store.get(target.namespace, target.name);
  if (!old) throw notFound('events', target.name);
  const merged = mergePatch(eventData(old.event, old.revision, group), parse(request.body.toString()));
  if (!isObject(merged)) throw badRequest('the patch is no JSON object');
  const event = decoded(merged, request);
  const next = cluster.update(old, event.fields, request.manager, group);
  return { status: 200, body: objectBody(next, group), warnings: [] };
}

function remove(cluster: Cluster, request: WriteRequest): WriteAnswer {
  const { namespace, name } = request.target;
  const last = cluster.store.remove(namespace, name);
  if (!last) throw notFound('events', name);
  const group = request.group === '' ? undefined : request.group;
  const details = { name, group, kind: 'events', uid: last.event.uid };
  const body = `${goJson({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details })}\n`;
  return { status: 200, body: Buffer.from(body), warnings: [] };
}

function removeAll(cluster: Cluster, request: WriteRequest): WriteAnswer {
  const { target, group, query } = request;
  if (target.namespace === '') throw methodNotAllowed();
  const { matches } = readListOptions(query, group, false);
  const revision = cluster.store.revision;
  const range = cluster.store.snapshot(revision).range(`${target.namespace}/`, undefined);
  const gone = range.filter((one) => !matches || matches(one.event));
  for (const one of gone) cluster.store.remove(one.event.namespace, one.event.name);
  const head = `{"kind":"EventList","apiVersion":"${apiVersionOf(group)}","metadata":{"resourceVersion":"${revision}"},"items":[`;
  const items = gone.map((one) => `{${one.body(group).toString()}}`);
  return { status: 200, body: Buffer.from(`${head}${items.join(',')}]}\n`), warnings: [] };
}

const writes: Readonly<Record<string, (cluster: Cluster, request: WriteRequest) => WriteAnswer>> = {
  create,
  patch,
  delete: remove,
  deletecollection: removeAll,
};

/**
 * Carries out a write.
 * @throws Refusal 400, 404, 405, 409, 415, 422 or 500.
 */
export function write(cluster: Cluster, request: WriteRequest): WriteAnswer {
  const carryOut = writes[request.target.verb];
  if (!carryOut) throw methodNotAllowed();
  return carryOut(cluster, request);
}
