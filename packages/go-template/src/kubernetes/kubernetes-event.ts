import { guarded } from '../data/data-error.ts';
import { isRecord, present } from '../data/present.ts';
import { Presented } from '../data/present-plain.ts';
import { TemplateError } from '../template-error.ts';
import { addressed, goPointer } from '../values/make.ts';
import { eventType } from './event-types.ts';
import type { KubernetesVersion } from './version.ts';

/** Which Go types an event is shown with. */
export interface KubernetesEventOptions {
  /** The release of k8s.io/api; `0.17` (kube-eventer's) unless given. */
  readonly version?: KubernetesVersion;
}

/**
 * A core/v1 Event as Go programs see it: a *v1.Event with its Go field names, types and methods. `kind` and `apiVersion`
 * are empty, as client-go leaves them. Throws TemplateError when the data is no event.
 * @param event the JSON that the API server sends
 */
export function kubernetesEvent(event: unknown, { version = '0.17' }: KubernetesEventOptions = {}): Presented {
  if (!isRecord(event)) throw new TemplateError('GO_TEMPLATE_DATA', 'the event is not an object');
  return guarded(() => {
    const { kind: _kind, apiVersion: _apiVersion, ...rest } = event;
    const value = addressed(present(eventType(version), rest));
    if (value.kind !== 'struct') throw new TemplateError('GO_TEMPLATE_DATA', 'the event is not an object');
    return new Presented(goPointer(value));
  });
}
