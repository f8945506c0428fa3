import { parseAllDocuments } from 'yaml';
import { type Fields, fields, list, strings, text, texts } from './parse.ts';
import type { ConfigMap } from './vectors.ts';

/** What the kubelet makes of the one container of a manifest that runs kube-eventer. */
export interface Manifest {
  /** What it executes; `/kube-eventer` is the program. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly configMaps: readonly ConfigMap[];
}

/**
 * Reads a manifest, YAML or JSON.
 * @param secrets what the Secrets hold that it names, by `name/key`
 * @throws Error when no container runs kube-eventer, or several do, or a Secret lacks a key
 */
export function readManifest(source: string, secrets: Readonly<Record<string, string>> = {}): Manifest {
  const objects = parseAllDocuments(source).flatMap((document): readonly Fields[] => {
    const object = fields(document.toJS());
    return object.kind === 'List' ? list(object.items).map(fields) : [object];
  });
  const containers = objects.flatMap(({ spec }) =>
    spec === undefined ? [] : list(fields(fields(fields(spec).template).spec).containers).map(fields),
  );
  const [container, ...others] = containers.filter(({ name }) => name === 'kube-eventer');
  if (container === undefined || others.length > 0) throw new Error('expected one container kube-eventer');
  const env = Object.fromEntries(
    list(container.env ?? []).map((one) => [text(fields(one).name), variableOf(fields(one), secrets)]),
  );
  // The image's ENTRYPOINT.
  const command = container.command === undefined ? ['/kube-eventer'] : texts(container.command);
  return {
    words: [...command, ...texts(container.args ?? [])].map((word) => expand(word, env)),
    env,
    configMaps: objects.filter(({ kind }) => kind === 'ConfigMap').map(configMap),
  };
}

function variableOf({ value, valueFrom }: Fields, secrets: Readonly<Record<string, string>>): string {
  if (valueFrom === undefined) return text(value);
  const { name, key } = fields(fields(valueFrom).secretKeyRef);
  return text(secrets[`${text(name)}/${text(key)}`]);
}

/** References as Kubernetes has them in `command` and `args`; one to nothing stays. */
const expand = (word: string, env: Readonly<Record<string, string>>): string =>
  word.replaceAll(/\$\(([A-Za-z_]\w*)\)/g, (whole, name: string) => env[name] ?? whole);

function configMap({ metadata, data }: Fields): ConfigMap {
  const { namespace, name } = fields(metadata);
  return { namespace: text(namespace), name: text(name), data: strings(data) };
}
