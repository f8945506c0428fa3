import type { KubeEvent } from '@kubeherald/sink-sdk';
import { coreEvent, factsOf, goJson, longestFitting } from '@kubeherald/sink-sdk/kube-eventer';

/** Where the cluster is, as subjects name it. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
  readonly clusterId: string;
  readonly eventBus: string;
}

/** Bytes of an event, at most (help.aliyun.com/en/eventbridge/putevents); its JSON is longer than what the API counts. */
export const mostEventBytes = 65_536;

type Fields = { readonly [name: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Characters of `2026-11-21T04:33:38`. */
const toSecond = 19;

/** The plural of a kind in lower case, guessed by its ending, as Kubernetes' own clients do where they cannot ask. */
export function resourceOf(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular === '' || singular === 'endpoints') return singular;
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** An event as a CloudEvent with the attributes that kube-eventer gave it, but an id that stays over retries. */
function cloudEvent(event: KubeEvent, data: unknown, { region, accountId, clusterId, eventBus }: Place): object {
  const { apiVersion, kind, namespace, name } = event.object;
  const path = `apis/${apiVersion}/namespaces/${namespace}/${resourceOf(kind)}/${name}`;
  return {
    specversion: '1.0',
    id: event.id,
    source: 'acs.cs',
    type: kind === '' ? 'cs:k8s:UnknownTypeEvent' : `cs:k8s:${kind}RelatedEvent`,
    subject: `acs:cs:${region}:${accountId}:${clusterId}/${path}`,
    time: `${factsOf(event).time.slice(0, toSecond)}Z`,
    datacontenttype: 'application/json',
    aliyuneventbusname: eventBus,
    data,
  };
}

/** The event without what repeats it field by field. */
function withoutManagedFields({ metadata, ...data }: Fields): Fields {
  if (!isFields(metadata)) return data;
  const { managedFields: _, ...others } = metadata;
  return { ...data, metadata: others };
}

/** With the names of each object in their order, as kube-eventer's client sends them. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  const names = Object.keys(value).sort((one, other) => (one < other ? -1 : 1));
  return Object.fromEntries(names.map((name) => [name, sorted(value[name])]));
}

/** An event as JSON. What is larger than the API takes loses its managedFields, and then the end of its message. */
export function encodeEvent(event: KubeEvent, place: Place): string {
  const encode = (data: Fields) => goJson(sorted(cloudEvent(event, data, place)));
  const whole = encode(coreEvent(event));
  if (Buffer.byteLength(whole) <= mostEventBytes) return whole;
  const shortened = (message: string) => encode(withoutManagedFields(coreEvent({ ...event, message })));
  return shortened(longestFitting(event.message, (text) => Buffer.byteLength(shortened(text)) <= mostEventBytes));
}
