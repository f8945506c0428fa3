import type { ApiGroup, StoredEvent } from './event.ts';
import { badRequest } from './status.ts';

/** True for the events that a selector picks. */
export type Matches = (event: StoredEvent) => boolean;

type Read = (event: StoredEvent) => string;

const shared: Readonly<Record<string, Read>> = {
  'metadata.name': (event) => event.name,
  'metadata.namespace': (event) => event.namespace,
  reason: (event) => event.reason,
  type: (event) => event.type,
};

function references(prefix: string): Record<string, Read> {
  return {
    [`${prefix}.kind`]: (event) => event.involvedObject.kind,
    [`${prefix}.namespace`]: (event) => event.involvedObject.namespace,
    [`${prefix}.name`]: (event) => event.involvedObject.name,
    [`${prefix}.uid`]: (event) => event.involvedObject.uid,
    [`${prefix}.apiVersion`]: (event) => event.involvedObject.apiVersion,
    [`${prefix}.resourceVersion`]: (event) => event.involvedObject.resourceVersion,
    [`${prefix}.fieldPath`]: (event) => event.involvedObject.fieldPath,
  };
}

/** The labels of each group, kubernetes pkg/apis/core/v1/conversion.go and pkg/apis/events/v1/conversion.go. */
const labels: Readonly<Record<ApiGroup, Readonly<Record<string, Read>>>> = {
  '': {
    ...shared,
    ...references('involvedObject'),
    reportingComponent: (event) => event.reportingComponent,
    source: (event) => (event.component === '' ? event.reportingComponent : event.component),
  },
  'events.k8s.io': {
    ...shared,
    ...references('regarding'),
    reportingController: (event) => event.reportingComponent,
  },
};

/** One term: the operators in the order in which the server looks for them. */
function term(text: string, whole: string): { label: string; value: string; equal: boolean } {
  const match = /^(.*?)(!=|==|=)(.*)$/s.exec(text);
  const [, label = '', operator = '', value = ''] = match ?? [];
  if (!match) throw badRequest(`invalid selector: '${whole}'; can't understand '${text}'`);
  return { label, value: value.replace(/\\([\\,=])/g, '$1'), equal: operator !== '!=' };
}

/**
 * Reads a field selector: `=`, `==`, `!=`, joined by commas.
 * @throws Refusal 400 for other operators and for labels that the group has not.
 */
export function fieldSelector(text: string, group: ApiGroup): Matches | undefined {
  if (text === '') return undefined;
  const terms = text
    .split(/(?<!\\),/)
    .filter((one) => one !== '')
    .map((one) => {
      const { label, value, equal } = term(one, text);
      const read = Object.hasOwn(labels[group], label) ? labels[group][label] : undefined;
      if (!read) throw badRequest(`field label not supported: ${label}`);
      return (event: StoredEvent) => (read(event) === value) === equal;
    });
  return (event) => terms.every((one) => one(event));
}
