import { emptyReference, type ObjectReference } from '../event.ts';
import type { Random } from '../random.ts';

/** A node of the cluster. */
export interface Node {
  readonly name: string;
  readonly reference: ObjectReference;
}

/** A pod and where it runs. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  readonly container: string;
  readonly image: string;
  readonly node: Node;
  readonly reference: ObjectReference;
  /** The pod as seen from its container, which is what kubelet's container events name. */
  readonly containerReference: ObjectReference;
}

/** What owns pods. */
export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Job';
  readonly name: string;
  readonly namespace: string;
  readonly reference: ObjectReference;
  /** The ReplicaSet of a Deployment; otherwise the workload itself. */
  readonly owner: ObjectReference;
  readonly pods: readonly Pod[];
}

/** The objects that events are about. */
export interface World {
  readonly nodes: readonly Node[];
  readonly workloads: readonly Workload[];
  readonly pods: readonly Pod[];
  readonly namespaces: readonly string[];
}

const namespaces = [
  'shop',
  'payments',
  'search',
  'prod-eu',
  'prod-us',
  'staging',
  'monitoring',
  'batch',
  'kube-system',
];
const applications = [
  'web',
  'api',
  'checkout',
  'cart',
  'ledger',
  'indexer',
  'gateway',
  'mailer',
  'cache',
  'auth',
  'worker',
  'report',
];
const registries = ['registry.example.com/team', 'ghcr.io/acme', 'docker.io/library'];
const kinds = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job'] as const;

function reference(random: Random, kind: string, apiVersion: string, namespace: string, name: string): ObjectReference {
  return {
    ...emptyReference,
    kind,
    namespace,
    name,
    uid: random.uuid(),
    apiVersion,
    resourceVersion: String(10_000 + random.below(90_000)),
  };
}

function makePod(random: Random, node: Node, namespace: string, name: string, container: string, image: string): Pod {
  const own = reference(random, 'Pod', 'v1', namespace, name);
  const containerReference = { ...own, fieldPath: `spec.containers{${container}}` };
  return { name, namespace, container, image, node, reference: own, containerReference };
}

function makeWorkload(random: Random, nodes: readonly Node[], namespace: string, application: string): Workload {
  const kind = random.pick(kinds);
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1';
  const name = kind === 'Job' ? `${application}-${28_000_000 + random.below(999_999)}` : application;
  const own = reference(random, kind, apiVersion, namespace, name);
  const hash = random.suffix(10);
  const owner = kind === 'Deployment' ? reference(random, 'ReplicaSet', 'apps/v1', namespace, `${name}-${hash}`) : own;
  const image = `${random.pick(registries)}/${application}:${1 + random.below(9)}.${random.below(30)}.${random.below(10)}`;
  const pods = Array.from({ length: 1 + random.below(5) }, (_, index) => {
    const podName = kind === 'StatefulSet' ? `${name}-${index}` : `${owner.name}-${random.suffix(5)}`;
    return makePod(random, random.pick(nodes), namespace, podName, application, image);
  });
  return { kind, name, namespace, reference: own, owner, pods };
}

/** A cluster of `size` workloads, some of them in every namespace. */
export function makeWorld(random: Random, size: number): World {
  const count = Math.max(3, Math.ceil(size / 8));
  const nodes = Array.from({ length: count }, (_, index) => {
    const name = index === 0 ? 'cp-1' : `worker-${index}.example.internal`;
    // kubelet reports its node with the name as uid, and no resourceVersion.
    return { name, reference: { ...emptyReference, kind: 'Node', name, uid: name, apiVersion: 'v1' } };
  });
  const workloads = Array.from({ length: size }, (_, index) => {
    const namespace = namespaces[index % namespaces.length] ?? 'default';
    const round = Math.floor(index / namespaces.length);
    const application = applications[(index + round) % applications.length] ?? 'web';
    const numbered = round < applications.length ? application : `${application}-${round}`;
    return makeWorkload(random, nodes, namespace, numbered);
  });
  return { nodes, workloads, pods: workloads.flatMap((workload) => workload.pods), namespaces };
}
