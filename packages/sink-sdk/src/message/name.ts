import type { KubeEvent } from '../event.ts';
import { truncate } from '../truncate.ts';
import type { Words } from './words.ts';

/** Characters of a field on a line of its own or beside others: Kubernetes' own names have at most 253 (DNS subdomain names, RFC 1123). */
const longestField = 253;

const lineEnds = /\s*[\r\n\u0085\u2028\u2029]\s*/g;

/** A text on one line, well-formed, and with `most` given no longer than so many characters. */
export function oneLine(text: string, most: number = longestField): string {
  return truncate(text.replace(lineEnds, ' ').trim().toWellFormed(), most);
}

/** `BackOff`; events without a reason have their action, or nothing. */
export const reasonOf = (event: KubeEvent): string => oneLine(event.reason || event.action);

/** `Pod web-7d4b` */
export function objectOf(event: KubeEvent, words: Words): string {
  const { kind, name } = event.object;
  return oneLine(`${kind} ${name}`) || words.unknownObject;
}

/** `Pod shop/web-7d4b`, with the cluster when that is to be said. */
export function pathOf(event: KubeEvent, words: Words, withCluster: boolean): string {
  const { kind, namespace, name } = event.object;
  const path = [withCluster ? event.cluster : '', namespace, name].filter((part) => part !== '').join('/');
  return oneLine(`${kind} ${path}`) || words.unknownObject;
}

// k8s.io/kubernetes pkg/kubelet/container/ref.go: `spec.containers{name}`, and likewise for the other kinds of containers.
const container = /^spec\.(?:init|ephemeral)?[cC]ontainers\{(.+)\}$/;

/** The name of the container that an event of the kubelet is about; `""`: it is about the whole object. */
export const containerOf = (event: KubeEvent): string => oneLine(container.exec(event.object.fieldPath)?.[1] ?? '');

/** Where: cluster, namespace, node and container, each only when known and not the object itself. */
export function placeOf(event: KubeEvent, words: Words): string[] {
  const { object, source } = event;
  const node = object.kind === 'Node' ? '' : oneLine(source.node);
  const inside = containerOf(event);
  return [
    ...(event.cluster === '' ? [] : [words.cluster(oneLine(event.cluster))]),
    ...(object.namespace === '' ? [] : [words.namespace(oneLine(object.namespace))]),
    ...(node === '' ? [] : [words.node(node)]),
    ...(inside === '' ? [] : [words.container(inside)]),
  ];
}
