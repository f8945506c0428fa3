import type { Part } from '../part.ts';
import type { Variables } from '../variables.ts';

/** A container's environment, as far as its manifest tells. */
export interface ContainerEnvironment {
  /** What a process in it sees; stand-ins where the value is elsewhere. */
  readonly seen: Readonly<Record<string, string>>;
  /** Values that stand in the manifest. */
  readonly literal: ReadonlyMap<string, string>;
  /** Sources of whole environments, whose variables are not known here. */
  readonly from: readonly string[];
}

/** Reads `env` and `envFrom`. A value that refers to a Secret, a ConfigMap or the pod becomes a stand-in. */
export function environmentOf(container: Part, variables: Variables): ContainerEnvironment {
  const seen: Record<string, string> = {};
  const literal = new Map<string, string>();
  for (const entry of container.field('env').items()) {
    const name = entry.field('name').text();
    if (name === '') throw entry.fault('expected a variable with a name');
    const valueFrom = entry.field('valueFrom');
    if (valueFrom.given) {
      seen[name] = variables.standIn(name);
      variables.explain(name, originOf(valueFrom));
    } else {
      const value = expandReferences(entry.field('value').text(), seen);
      seen[name] = value;
      if (value !== '' && !variables.isIn(value)) literal.set(name, value);
    }
  }
  return { seen, literal, from: container.field('envFrom').items().flatMap(sourcesOf) };
}

/** Fills in `$(NAME)` as Kubernetes does in commands, arguments and values: `$$` is a dollar, what is not known stays. */
export function expandReferences(text: string, seen: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^()]+)\)/g, (whole, name?: string) => {
    if (name === undefined) return '$';
    return Object.hasOwn(seen, name) ? (seen[name] ?? '') : whole;
  });
}

function originOf(valueFrom: Part): string {
  const [source] = valueFrom.fields();
  if (source === undefined) return 'valueFrom says nothing';
  const key = source.field('key').text();
  if (source.name === 'secretKeyRef') return `key ${key} of Secret ${source.field('name').text()}`;
  if (source.name === 'configMapKeyRef') return `key ${key} of ConfigMap ${source.field('name').text()}`;
  return `${source.name} ${source.field('fieldPath').text() || source.field('resource').text()}`.trim();
}

function sourcesOf(entry: Part): readonly string[] {
  return [
    ['secretRef', 'Secret'],
    ['configMapRef', 'ConfigMap'],
  ].flatMap(([field = '', kind = '']) => {
    const name = entry.at(field, 'name').text();
    return name === '' ? [] : [`${kind} ${name}`];
  });
}
