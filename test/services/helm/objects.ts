import { parseAllDocuments, parse as parseYaml } from 'yaml';

/** Anything that came out of YAML or JSON as a mapping. */
export type Fields = Readonly<Record<string, unknown>>;

/** A Kubernetes object, as far as tests must know it. */
export interface KubeObject extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Fields & { readonly name: string; readonly namespace?: string };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether `value` is a Kubernetes object. */
export function isKubeObject(value: unknown): value is KubeObject {
  return (
    isFields(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isFields(value.metadata) &&
    typeof value.metadata.name === 'string'
  );
}

/** The objects of a file with several; a document without content is left out. */
export function readObjects(text: string): readonly KubeObject[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    const value: unknown = document.toJS();
    if (value === null) return [];
    if (!isKubeObject(value)) throw new Error(`no Kubernetes object: ${JSON.stringify(value).slice(0, 200)}`);
    return [value];
  });
}

/** The one object of a kind. */
export function only(objects: readonly KubeObject[], kind: string): KubeObject {
  const found = objects.filter((object) => object.kind === kind);
  const [first] = found;
  if (found.length !== 1 || first === undefined)
    throw new Error(`${found.length} objects of kind ${kind} among ${objects.map((object) => object.kind).join(', ')}`);
  return first;
}

/** What stands at a path of fields and indices; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

/** The mapping at a path. */
export function fieldsAt(value: unknown, ...path: readonly (string | number)[]): Fields {
  const found = at(value, ...path);
  if (!isFields(found)) throw new Error(`${path.join('.')} is no mapping in ${JSON.stringify(value).slice(0, 200)}`);
  return found;
}

/** The list at a path. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found: unknown = at(value, ...path);
  if (!Array.isArray(found)) throw new Error(`${path.join('.')} is no list in ${JSON.stringify(value).slice(0, 200)}`);
  return found;
}

/** The text at a path. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string')
    throw new Error(`${path.join('.')} is no text in ${JSON.stringify(value).slice(0, 200)}`);
  return found;
}

/** The config that a ConfigMap of the chart holds. */
export function configOf(objects: readonly KubeObject[]): Fields {
  const config: unknown = parseYaml(textAt(only(objects, 'ConfigMap'), 'data', 'config.yaml'));
  return fieldsAt({ config }, 'config');
}
