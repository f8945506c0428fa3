import { ConfigError, type KubeEvent } from '@kubeherald/sink-sdk';
import type { Options } from './config.ts';

/** People to notify. */
export interface People {
  /** User ids, and `@all`. */
  readonly users: readonly string[];
  /** Mobile numbers, and `@all`. */
  readonly mobiles: readonly string[];
}

type Fits = (event: KubeEvent) => boolean;

/** For events that no other key fits. */
const otherwise = '*';

// Kubernetes' syntax of label names and values, and of names of namespaces, with a wildcard (kubernetes.io, labels; RFC 1123).
const labelKey = /^([A-Za-z0-9][A-Za-z0-9._/-]*)=([A-Za-z0-9._-]*)$/;
const namespaceKey = /^[a-z0-9*][a-z0-9*-]*$/;

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** Whether the involved object, when enriched, or the event itself has the label. */
const hasLabel = (event: KubeEvent, name: string, value: string): boolean =>
  [fieldOf(event.object, 'labels'), fieldOf(event.raw.metadata, 'labels')].some(
    (labels) => fieldOf(labels, name) === value,
  );

function fitsOf(key: string, option: string): Fits {
  const [, name, value] = labelKey.exec(key) ?? [];
  if (name !== undefined && value !== undefined) return (event) => hasLabel(event, name, value);
  if (!namespaceKey.test(key)) {
    throw new ConfigError(
      `${option}: ${JSON.stringify(key)} is neither a namespace (payments, prod-*) nor a label (team=payments) nor *`,
    );
  }
  const pattern = new RegExp(`^${key.replaceAll('*', '.*')}$`);
  return ({ object }) => object.namespace !== '' && pattern.test(object.namespace);
}

/**
 * Prepares whom to notify of which events.
 * @throws ConfigError for a key that fits nothing
 */
export function createRoutes({
  mentions,
  mentionMobiles,
}: Pick<Options, 'mentions' | 'mentionMobiles'>): (events: readonly KubeEvent[]) => People {
  const fits = new Map<string, Fits>();
  for (const [option, table] of Object.entries({ mentions, mentionMobiles })) {
    for (const key of Object.keys(table)) if (key !== otherwise) fits.set(key, fitsOf(key, option));
  }
  const keysOf = (event: KubeEvent): readonly string[] => {
    const keys = [...fits].flatMap(([key, fit]) => (fit(event) ? [key] : []));
    return keys.length > 0 ? keys : [otherwise];
  };
  const at = (table: Readonly<Record<string, readonly string[]>>, key: string): readonly string[] =>
    Object.hasOwn(table, key) ? (table[key] ?? []) : [];
  return (events) => {
    const keys = [...new Set(events.flatMap(keysOf))];
    return {
      users: [...new Set(keys.flatMap((key) => at(mentions, key)))],
      mobiles: [...new Set(keys.flatMap((key) => at(mentionMobiles, key)))],
    };
  };
}
