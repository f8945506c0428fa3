import { startEventBridge } from '../eventbridge/index.ts';
import { honeycomb } from '../honeycomb/index.ts';
import { serve } from '../loopback/index.ts';
import { Riemann, type RiemannOptions } from '../riemann/index.ts';
import { startSls } from '../sls/index.ts';
import { type Interruptible, texts } from './peer.ts';

const key = { id: 'LTAI5tExampleKeyId', secret: 'secret-of-the-access-key' };
const aliyun = { region: 'cn-hangzhou', accessKeyId: key.id, accessKeySecret: key.secret };
const wrong = { accessKeySecret: 'secret-of-another-key' };

/** A Logstore of SLS. */
export async function slsPeer(): Promise<Interruptible> {
  const place = { project: 'k8s-log', logStore: 'k8s-event' };
  const sls = await startSls({ ...place, region: aliyun.region, keys: [key] });
  const options = { ...place, ...aliyun, endpoint: sls.url };
  return {
    sink: 'sls',
    options,
    wrong: { ...options, ...wrong },
    arrived: () => texts(sls.groups.flatMap(({ logs }) => logs)),
    down: sls.down,
    up: sls.up,
  };
}

/** An event bus of EventBridge. */
export async function eventBridgePeer(): Promise<Interruptible> {
  const bridge = await startEventBridge({ keys: [key], buses: ['kubernetes'] });
  const options = { ...aliyun, endpoint: bridge.url, eventBus: 'kubernetes', accountId: '1234567890123456' };
  return {
    sink: 'eventbridge',
    options,
    wrong: { ...options, ...wrong },
    arrived: () => texts(bridge.events),
    down: bridge.down,
    up: bridge.up,
  };
}

/** Honeycomb's API. */
export async function honeycombPeer(): Promise<Interruptible> {
  const apiKey = 'hcaik_0123456789abcdef';
  const api = await honeycomb({ apiKey });
  const options = { url: api.url, apiKey };
  return {
    sink: 'honeycomb',
    options,
    wrong: { ...options, apiKey: 'hcaik_of_another_team' },
    arrived: () => texts(api.events),
    down: api.down,
    up: api.up,
  };
}

/** A Riemann server; with TLS if it gets a certificate. `client` and `foreign` are what the sink shows it then: a good certificate, and one of somebody else. */
export async function riemannPeer(
  tls?: NonNullable<RiemannOptions['tls']>,
  client: object = {},
  foreign: object = {},
): Promise<Interruptible> {
  const riemann = new Riemann(tls === undefined ? {} : { tls });
  await riemann.up();
  const url = `${tls === undefined ? 'tcp' : 'tls'}://127.0.0.1:${riemann.port}`;
  const optionsWith = (certificate: object) =>
    tls === undefined ? { url } : { url, tls: { ca: tls.ca, ...certificate } };
  return {
    sink: 'riemann',
    options: optionsWith(client),
    wrong: optionsWith(foreign),
    arrived: () => texts(riemann.events),
    down: () => riemann.down(),
    up: () => riemann.up(),
  };
}

/** Somebody's own service, which takes a JSON array and asks for a token. */
export async function webhookPeer(): Promise<Interruptible> {
  const bodies: string[] = [];
  const served = await serve(({ headers, body }) => {
    if (headers.authorization !== 'Bearer token-of-the-service') return { status: 401, body: 'who are you?' };
    bodies.push(body.toString('utf8'));
    return { body: 'ok' };
  });
  const options = { url: `${served.origin}/events`, batch: 'array' };
  return {
    sink: 'webhook',
    options: { ...options, headers: { authorization: 'Bearer token-of-the-service' } },
    wrong: { ...options, headers: { authorization: 'Bearer token-of-another' } },
    arrived: () => bodies.flatMap((body) => texts([JSON.parse(body)].flat())),
    down: served.down,
    up: served.up,
  };
}
