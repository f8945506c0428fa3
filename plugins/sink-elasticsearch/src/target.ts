import type { KubeEvent } from '@kubeherald/sink-sdk';

export interface TargetOptions {
  readonly index: string;
  readonly target: 'daily' | 'monthly' | 'index' | 'dataStream';
  readonly byNamespace: boolean;
}

/** Characters of `2026-11-21` that make the date in an index's name. */
const dateLength = { daily: 10, monthly: 7, index: 0, dataStream: 0 } as const;

/**
 * The index or data stream of an event. The date is that of the event time, so that a revision that comes again comes to the same index,
 * where its id is known.
 */
export function indexOf(event: KubeEvent, { index, target, byNamespace }: TargetOptions): string {
  // Events about cluster-scoped objects lie in the namespace `default`.
  const namespace = event.object.namespace || event.namespace || 'default';
  const date = event.time.slice(0, dateLength[target]).replaceAll('-', '.');
  return [index, byNamespace ? namespace : '', date].filter((part) => part !== '').join('-');
}

/** The names that {@link indexOf} gives, as the pattern of an index template. */
export function patternOf({ index, target, byNamespace }: TargetOptions): string {
  return byNamespace || dateLength[target] > 0 ? `${index}-*` : index;
}
