import { cloudEvent, type KubeEvent } from '@kubeherald/sink-sdk';

/** Content types of the HTTP binding of CloudEvents 1.0: structured mode, and batches. */
export const contentTypes = {
  single: 'application/cloudevents+json; charset=utf-8',
  array: 'application/cloudevents-batch+json; charset=utf-8',
  ndjson: 'application/x-ndjson',
} as const;

/**
 * A CloudEvent 1.0 around what was made of an event.
 * @param data JSON
 */
export const enveloped = (event: KubeEvent, data: string): string =>
  `${JSON.stringify(cloudEvent(event)).slice(0, -1)},"data":${data}}`;
