import type { Part } from '../part.ts';

/** A container that may run kube-eventer. */
export interface Container {
  readonly part: Part;
  /** `Deployment kube-system/kube-eventer, container kube-eventer` */
  readonly what: string;
  /** Of the workload; `default` when it names none. */
  readonly namespace: string;
}

/** A ConfigMap of the same input. */
export interface GivenConfigMap {
  readonly namespace: string;
  readonly name: string;
  readonly data: Part;
}

/** The objects of documents, with those of lists. */
export function objectsOf(documents: readonly Part[]): readonly Part[] {
  return documents.flatMap((document) => {
    const items = document.field('items');
    const isList = Array.isArray(document.value) || (items.given && document.field('kind').text().endsWith('List'));
    if (!isList) return [document];
    return objectsOf(Array.isArray(document.value) ? document.items() : items.items());
  });
}

/** The containers of all workloads: whatever has a pod template, and pods. */
export function containersOf(objects: readonly Part[]): readonly Container[] {
  return objects.flatMap((object) => {
    const kind = object.field('kind').text();
    const spec = podSpecOf(object, kind);
    if (spec === undefined) return [];
    const namespace = namespaceOf(object);
    const name = object.at('metadata', 'name').text();
    return spec
      .field('containers')
      .items()
      .map((part) => ({
        part,
        what: `${kind} ${namespace}/${name}, container ${part.field('name').text()}`,
        namespace,
      }));
  });
}

function podSpecOf(object: Part, kind: string): Part | undefined {
  if (kind === 'Pod') return object.field('spec');
  const templates = [
    object.at('spec', 'template', 'spec'),
    object.at('spec', 'jobTemplate', 'spec', 'template', 'spec'),
  ];
  return templates.find(({ given }) => given);
}

/** The ConfigMaps of the input. */
export function configMapsOf(objects: readonly Part[]): readonly GivenConfigMap[] {
  return objects
    .filter((object) => object.field('kind').value === 'ConfigMap')
    .map((object) => ({
      namespace: namespaceOf(object),
      name: object.at('metadata', 'name').text(),
      data: object.field('data'),
    }));
}

function namespaceOf(object: Part): string {
  return object.at('metadata', 'namespace').text() || 'default';
}
