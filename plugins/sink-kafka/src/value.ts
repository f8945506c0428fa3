import { cloudEvent, type KubeEvent } from '@kubeherald/sink-sdk';
import { coreEvent, factsOf, goJson } from '@kubeherald/sink-sdk/kube-eventer';

export type Format = 'json' | 'cloudevents' | 'cloudevents-binary' | 'kube-eventer';

/** A record's value, and the headers that belong to it. */
export interface Value {
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The fields that templates have, with or without `raw`. */
function fieldsOf(event: KubeEvent, withRaw: boolean): object {
  const { raw, ...fields } = event;
  return withRaw ? { ...fields, raw } : fields;
}

/** By which a consumer knows and filters records without reading their values. Empty ones are left out. */
function plainHeaders({ id, cluster, namespace, type, reason }: KubeEvent): Record<string, string> {
  const headers = { 'content-type': 'application/json', id, cluster, namespace, type, reason };
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

/** Spaces of each level of the event's JSON. */
const indent = 1;

/** The value of kube-eventer's Kafka sink, to the byte: the event as indented JSON within JSON. It has neither key nor headers; ours are added. */
function kubeEventerValue(event: KubeEvent): string {
  const { uid, source, object } = event;
  const pod = object.kind === 'Pod' ? { pod_id: object.uid, pod_name: object.name } : {};
  const tags = { eventID: uid, hostname: source.node, ...pod };
  const json = goJson(coreEvent(event), indent);
  return goJson({ EventValue: json, EventTimestamp: factsOf(event).time, EventTags: tags });
}

/**
 * An event in one format. CloudEvents: the Kafka protocol binding 1.0 (headers `ce_…` in UTF-8 and `content-type` in binary mode,
 * `application/cloudevents+json` in structured mode).
 */
export function encodeValue(event: KubeEvent, format: Format, withRaw: boolean): Value {
  const { datacontenttype, ...attributes } = cloudEvent(event);
  switch (format) {
    case 'json':
      return { value: JSON.stringify(fieldsOf(event, withRaw)), headers: plainHeaders(event) };
    case 'kube-eventer':
      return { value: kubeEventerValue(event), headers: plainHeaders(event) };
    case 'cloudevents':
      return {
        value: JSON.stringify({ ...attributes, datacontenttype, data: fieldsOf(event, withRaw) }),
        headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
      };
    case 'cloudevents-binary': {
      const headers = Object.entries(attributes).filter(([, value]) => value !== '');
      return {
        value: JSON.stringify(fieldsOf(event, withRaw)),
        headers: {
          'content-type': datacontenttype,
          ...Object.fromEntries(headers.map(([name, value]) => [`ce_${name}`, value])),
        },
      };
    }
  }
}
