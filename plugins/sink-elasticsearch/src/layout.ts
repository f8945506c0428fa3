import type { KubeEvent } from '@kubeherald/sink-sdk';
import { factsOf, goJson } from '@kubeherald/sink-sdk/kube-eventer';
import type { BulkOptions } from './bulk.ts';
import { eventDocument } from './document.ts';
import { kubeEventerDocument } from './kube-eventer.ts';
import { indexOf, type TargetOptions } from './target.ts';

export interface LayoutOptions extends TargetOptions {
  readonly layout: 'event' | 'kube-eventer';
  readonly raw: boolean;
  readonly clusterName?: string;
  readonly documentType?: string;
}

/** How events become the lines of bulk requests. */
export function layoutOf(options: LayoutOptions): Omit<BulkOptions, 'requestBytes'> {
  const isStream = options.target === 'dataStream';
  const named = (event: KubeEvent): KubeEvent => ({ ...event, cluster: options.clusterName ?? event.cluster });
  const type = options.documentType === undefined ? {} : { type: options.documentType };
  if (options.layout === 'event') {
    const document = eventDocument(options.raw);
    return {
      document: (event) => document(named(event)),
      indexOf: (event) => indexOf(event, options),
      encode: JSON.stringify,
      action: 'create',
      ...type,
    };
  }
  const document = kubeEventerDocument(isStream);
  return {
    document: (event) => document(named(event)),
    indexOf: (event) => indexOf({ ...event, time: factsOf(event).time }, options),
    encode: (value) => goJson(value),
    // Its own action; data streams take no other than create.
    action: isStream ? 'create' : 'index',
    ...type,
  };
}
