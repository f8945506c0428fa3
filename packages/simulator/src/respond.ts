import { gzipSync } from 'node:zlib';
import type { Cluster } from './cluster.ts';
import { type ApiGroup, secondsTime } from './event.ts';
import type { Exchange } from './exchange.ts';
import type { Health } from './health.ts';
import { goJson, isObject } from './json.ts';
import { listEnvelope, listPage } from './list.ts';
import type { ListOptions } from './list-options.ts';
import { badRequest, notFound, Refusal } from './status.ts';
import { allowedBy } from './users.ts';
import { objectBody } from './write.ts';

const json = 'application/json';
const plain = 'text/plain; charset=utf-8';
const nosniff = { 'X-Content-Type-Options': 'nosniff' };
/** apiserver, responsewriters: bodies from here on are compressed for those who can read it, at this level. */
const gzipBytes = 128 * 1024;
const gzipLevel = 4;

/** A page of events. */
export function answerList(exchange: Exchange, cluster: Cluster, group: ApiGroup, options: ListOptions): void {
  const { namespace } = exchange.target;
  const page = listPage(cluster.store, namespace === '' ? '' : `${namespace}/`, options);
  const { head, tail } = listEnvelope(page, group);
  const pieces: Buffer[] = [Buffer.from(head)];
  const open = Buffer.from('{');
  const between = Buffer.from(',{');
  const close = Buffer.from('}');
  for (const [index, item] of page.items.entries()) {
    pieces.push(Buffer.concat([index === 0 ? open : between, item.body(group), close]));
  }
  pieces.push(Buffer.from(tail));
  if (!/\bgzip\b/.test(String(exchange.request.headers['accept-encoding'] ?? ''))) {
    exchange.answer({ status: 200, contentType: json, body: pieces });
    return;
  }
  // Whoever accepts gzip gets a small body in one piece: the server held it back to see how big it would be.
  const whole = Buffer.concat(pieces);
  if (whole.length <= gzipBytes) {
    exchange.answer({ status: 200, contentType: json, body: [whole] });
    return;
  }
  const packed = gzipSync(whole, { level: gzipLevel });
  const body = [...slices(packed, 1024)];
  const headers = { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };
  exchange.answer({ status: 200, contentType: json, headers, body });
}

function* slices(bytes: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** One event. @throws Refusal 404. */
export function answerGet(exchange: Exchange, cluster: Cluster, group: ApiGroup): void {
  const { namespace, name } = exchange.target;
  const one = cluster.store.get(namespace, name);
  if (!one) throw notFound('events', name);
  exchange.answer({ status: 200, contentType: json, body: [objectBody(one, group)] });
}

/** A refusal as the real server puts it. */
export function answerRefusal(exchange: Exchange, refusal: Refusal): void {
  const sniffed = refusal.code === 403 ? nosniff : {};
  const headers = refusal.code === 413 ? { Connection: 'close' } : sniffed;
  exchange.answer({ status: refusal.code, contentType: json, headers, body: [Buffer.from(refusal.body())] });
}

/** 404 of a path that nobody serves. */
export function answerNoPage(exchange: Exchange): void {
  exchange.answer({ status: 404, contentType: plain, headers: nosniff, body: [Buffer.from('404 page not found\n')] });
}

/** 406, which the real server prints with indents. */
export function answerNotAcceptable(exchange: Exchange): void {
  const message =
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, ' +
    'application/vnd.kubernetes.protobuf, application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';
  const status = new Refusal(406, 'NotAcceptable', message, {}).status();
  exchange.answer({ status: 406, contentType: json, body: [Buffer.from(JSON.stringify(status, undefined, 2))] });
}

const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: 'v1.36.3',
  gitCommit: '$Format:%H$',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.26.8',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** /version, /readyz and their like. False when the path is none of them. */
export function answerPath(exchange: Exchange, health: Health): boolean {
  const { path } = exchange.target;
  if (path === '/version' || path === '/version/') {
    exchange.answer({ status: 200, contentType: json, body: [Buffer.from(JSON.stringify(version, undefined, 2))] });
    return true;
  }
  if (/^\/(readyz|livez|healthz)$/.test(path)) {
    const { status, text } = health.report(path, exchange.query.has('verbose'));
    exchange.answer({ status, contentType: plain, headers: nosniff, body: [Buffer.from(text)] });
    return true;
  }
  return false;
}

/** SelfSubjectAccessReview. @throws Refusal 400 for a body that is none. */
export function answerReview(exchange: Exchange, cluster: Cluster, body: Buffer): void {
  const review: unknown = JSON.parse(body.toString());
  const spec = isObject(review) && isObject(review.spec) ? review.spec : {};
  const attributes = isObject(spec.resourceAttributes) ? spec.resourceAttributes : undefined;
  if (!attributes || !exchange.user)
    throw badRequest('exactly one of nonResourceAttributes or resourceAttributes is expected');
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : '');
  const asked = { namespace: text('namespace'), verb: text('verb'), group: text('group'), resource: text('resource') };
  const right = allowedBy(exchange.user, asked);
  const reason = right && right.by !== '' ? `RBAC: allowed by ${right.by} to User "${exchange.user.name}"` : undefined;
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''));
  const fields = Object.keys(given)
    .sort()
    .map((name) => [`f:${name}`, {}]);
  const managed = {
    manager: 'unknown',
    operation: 'Update',
    apiVersion: 'authorization.k8s.io/v1',
    time: secondsTime(cluster.clock.now()),
    fieldsType: 'FieldsV1',
    fieldsV1: { 'f:spec': { 'f:resourceAttributes': { '.': {}, ...Object.fromEntries(fields) } } },
  };
  const answer = {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: { managedFields: [managed] },
    spec: { resourceAttributes: given },
    status: { allowed: right !== undefined, reason },
  };
  exchange.answer({ status: 201, contentType: json, body: [Buffer.from(`${goJson(answer)}\n`)] });
}
