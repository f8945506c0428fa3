import { hostname } from 'node:os';
import type { KubeEvent } from '@kubeherald/sink-sdk';
import { factsOf } from '@kubeherald/sink-sdk/kube-eventer';

/** An event of Riemann's. */
export interface RiemannEvent {
  /** Unix seconds; undefined: the server takes the time of arrival. */
  readonly time: number | undefined;
  /** Unix microseconds, when the time has a fraction. */
  readonly timeMicros: number | undefined;
  readonly state: string;
  readonly service: string;
  readonly host: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** Seconds. */
  readonly ttl: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** An integer. */
  readonly metric: number;
}

export interface EventOptions {
  readonly tags: readonly string[];
  readonly ttl: number;
  readonly time: 'event' | 'now';
  readonly layout: 'event' | 'kube-eventer';
  readonly attributes: Readonly<Record<string, string>>;
  /** Unix ms. */
  readonly now: () => number;
}

/** Unix seconds of an RFC 3339 time; undefined for none. */
function secondsOf(time: string): number | undefined {
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : Math.floor(at / 1000);
}

function microsOf(time: string): number | undefined {
  const fraction = /\.(\d{1,6})/.exec(time)?.[1];
  const seconds = secondsOf(time);
  if (fraction === undefined || seconds === undefined) return undefined;
  const micros = seconds * 1e6 + Number(fraction.padEnd(6, '0'));
  return Number.isSafeInteger(micros) ? micros : undefined;
}

/** Attributes by their names. */
type Attributes = Readonly<Record<string, string>>;

const secondsText = (time: string): string => String(secondsOf(time) ?? '');

/** kube-eventer's attributes in the order of their names. */
function kubeEventerAttributes(event: KubeEvent): Attributes {
  const { object } = event;
  const { component, objectRevision, firstTime, time } = factsOf(event);
  return {
    'api-version': object.apiVersion,
    component,
    'field-path': object.fieldPath,
    'first-timestamp': secondsText(firstTime),
    'last-timestamp': secondsText(time),
    name: object.name,
    namespace: object.namespace,
    'resource-version': objectRevision,
    uid: object.uid,
  };
}

/** kube-eventer's attributes, and what tells clusters and events apart; none that is empty. */
function eventAttributes(event: KubeEvent, more: Attributes): Attributes {
  const { object, source } = event;
  const all = {
    ...kubeEventerAttributes(event),
    component: source.component,
    'last-timestamp': secondsText(event.lastTime || event.time),
    'first-timestamp': secondsText(event.firstTime),
    cluster: event.cluster,
    kind: object.kind,
    reason: event.reason,
    type: event.type,
    'event-id': event.id,
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

function hostOf({ source, object }: KubeEvent, { layout }: EventOptions): string {
  if (source.node !== '') return source.node;
  if (layout === 'kube-eventer') return hostname();
  // Controllers have no host, but what they say of a node is about it.
  return object.kind === 'Node' ? object.name : '';
}

/** An event as kube-eventer maps it: the service is kind and reason, the host the node, the metric the count. */
export function riemannEvent(event: KubeEvent, options: EventOptions): RiemannEvent {
  const time = options.time === 'event' ? event.time : new Date(options.now()).toISOString();
  const isOurs = options.layout === 'event';
  return {
    time: secondsOf(time),
    timeMicros: microsOf(time),
    state: event.type === 'Normal' ? 'ok' : 'warning',
    service: `${event.object.kind}.${event.reason}`,
    host: hostOf(event, options),
    description: event.message,
    tags: options.tags,
    ttl: options.ttl,
    attributes: isOurs
      ? eventAttributes(event, options.attributes)
      : { ...kubeEventerAttributes(event), ...options.attributes },
    metric: isOurs ? event.count : factsOf(event).count,
  };
}
