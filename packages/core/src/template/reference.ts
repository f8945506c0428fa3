import type { ConfigMapName } from '../source/index.ts';

/** Where a template's text is: in a key of a ConfigMap. */
export interface TemplateReference extends ConfigMapName {
  readonly key: string;
  /** The text until there is one in the ConfigMap; absent: the sink's own default holds. */
  readonly default?: string;
}

/** A reference in a sink's options, or what is wrong with it. `path` is a JSON pointer into the options. */
export type FoundReference =
  | { readonly path: string; readonly reference: TemplateReference }
  | { readonly path: string; readonly fault: string };

type Fields = { readonly [name: string]: unknown };
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** kube-eventer's: the namespace that it looks in, and the key that it reads. */
const defaults = { namespace: 'default', key: 'content' };
/** Names of objects and namespaces (RFC 1123 subdomain), and of a ConfigMap's keys (k8s.io/apimachinery, validation). */
const patterns = {
  namespace: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  name: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  key: /^[-._a-zA-Z0-9]+$/,
};

/** `{ configMap: { … } }` and nothing else stands in place of a text; a header of that name does not. */
const isReference = (value: unknown): value is { readonly configMap: Fields } =>
  isFields(value) && isFields(value.configMap) && Object.keys(value).length === 1;

/** All that stand in a sink's options. */
export function referencesIn(options: unknown, path = ''): readonly FoundReference[] {
  if (isReference(options)) return [readReference(options.configMap, path)];
  if (typeof options !== 'object' || options === null) return [];
  return Object.entries(options).flatMap(([name, value]) =>
    referencesIn(value, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
}

/** What is wrong with the references of a config's sinks; `path` is a JSON pointer into the config. */
export const referenceFaults = (sinks: readonly { readonly with: unknown }[]) =>
  sinks.flatMap((sink, index) =>
    referencesIn(sink.with, `/sinks/${index}/with`).flatMap((found) =>
      'fault' in found ? [{ path: found.path, message: found.fault }] : [],
    ),
  );

/** The sound ones. */
export const soundReferences = (options: unknown): readonly TemplateReference[] =>
  referencesIn(options).flatMap((found) => ('reference' in found ? [found.reference] : []));

function readReference(given: Fields, path: string): FoundReference {
  const expected = 'expected configMap: { namespace, name, key, default }, of which only name is needed';
  const unknown = Object.keys(given).find((field) => field !== 'default' && !Object.hasOwn(patterns, field));
  if (unknown !== undefined) return { path: `${path}/configMap/${unknown}`, fault: `is not known; ${expected}` };
  const { namespace = defaults.namespace, name, key = defaults.key, default: text } = given;
  if (typeof name !== 'string' || typeof namespace !== 'string' || typeof key !== 'string')
    return { path, fault: expected };
  if (text !== undefined && typeof text !== 'string')
    return { path: `${path}/configMap/default`, fault: 'must be the text of a template' };
  const reference = { namespace, name, key, ...(text === undefined ? {} : { default: text }) };
  for (const field of ['namespace', 'name', 'key'] as const) {
    if (patterns[field].test(reference[field])) continue;
    const what = field === 'key' ? 'key of a ConfigMap' : `${field} that an object can have`;
    return { path: `${path}/configMap/${field}`, fault: `${JSON.stringify(reference[field])} is no ${what}` };
  }
  return { path, reference };
}

/** One text for each reference, also where several sinks have it. */
export const keyOfReference = ({ namespace, name, key }: TemplateReference): string => `${namespace}/${name}/${key}`;

/**
 * Options with texts in place of references. Where there is no text, nor a default, the option is left out, so that the sink's own default
 * holds.
 */
export function fillReferences(
  options: Readonly<Record<string, unknown>>,
  textOf: (reference: TemplateReference) => string | undefined,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(entriesOf(options, textOf));
}

function entriesOf(fields: Fields, textOf: Parameters<typeof fillReferences>[1]): (readonly [string, unknown])[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const filled = fillValue(value, textOf);
    return filled === undefined ? [] : [[name, filled] as const];
  });
}

function fillValue(value: unknown, textOf: Parameters<typeof fillReferences>[1]): unknown {
  if (isReference(value)) {
    const found = readReference(value.configMap, '');
    return 'reference' in found ? (textOf(found.reference) ?? found.reference.default) : undefined;
  }
  if (Array.isArray(value)) return value.map((item) => fillValue(item, textOf)).filter((item) => item !== undefined);
  if (!isFields(value)) return value;
  // Of a Go template without its text nothing is left.
  if (isReference(value.go) && fillValue(value.go, textOf) === undefined) return undefined;
  return Object.fromEntries(entriesOf(value, textOf));
}
