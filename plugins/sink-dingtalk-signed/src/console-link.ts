import type { KubeEvent } from '@kubeherald/sink-sdk';

const console = 'https://cs.console.aliyun.com/#/k8s';

/** Where in Alibaba Cloud's console an object is shown. */
interface Place {
  readonly clusterId: string;
  readonly region: string;
}

type Page = (place: Place, namespace: string, name: string) => string;

const workload =
  (kind: string, tab: string): Page =>
  ({ region, clusterId }, namespace, name) =>
    `${kind}/detail/${region}/${clusterId}/${namespace}/${name}${tab}`;

const pages: Readonly<Record<string, Page>> = {
  Deployment: workload('deployment', '/pods'),
  StatefulSet: workload('statefulset', '/pods'),
  DaemonSet: workload('daemonset', '/pods'),
  CronJob: workload('cronjob', '/jobs'),
  Service: workload('service', ''),
  Pod: ({ clusterId }, namespace, name) => `pod/${clusterId}/${namespace}/${name}/container`,
};

/** The Event's name as kube-eventer shows it: a link where the console has a page for the kind. */
export function consoleName({ name, namespace, object }: KubeEvent, place: Place): string {
  const page = Object.hasOwn(pages, object.kind) ? pages[object.kind] : undefined;
  if (page === undefined) return name;
  // As kube-eventer takes the object's name from the Event's.
  const [own = name] = name.split('.');
  return `[${name}](${console}/${page(place, namespace, own)})`;
}

/** A node as kube-eventer shows it: one with a dot in its name is taken for `<region>.<instance>`, with a link. */
export function consoleNode(node: string): string {
  const [region, instance] = node.split('.');
  if (instance === undefined) return `**${node}**`;
  return `[${node}](https://ecs.console.aliyun.com/#/server/${instance}/detail?regionId=${region})`;
}
