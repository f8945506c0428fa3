import type { DecodedEvent } from './decode.ts';
import type { ApiGroup } from './event.ts';
import type { StatusCause } from './status.ts';

/** kubernetes pkg/apis/core/validation/events.go. */
const shortLimit = 128;
const noteLimit = 1024;

const required = (field: string): StatusCause => ({ reason: 'FieldValueRequired', message: 'Required value', field });
const invalid = (field: string, why: string, value = ''): StatusCause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
  field,
});

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
  "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
  "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const qualifiedRule =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const mismatch = 'does not match event.namespace';

function withoutEventTime(namespace: string, involved: string): StatusCause[] {
  const fits = involved === '' ? namespace === '' || namespace === 'default' : namespace === involved;
  return fits ? [] : [invalid('involvedObject.namespace', mismatch, involved)];
}

function withEventTime(event: DecodedEvent, namespace: string, group: ApiGroup): StatusCause[] {
  const { fields } = event;
  const found: StatusCause[] = [];
  if (fields.involvedObject.namespace === '' && namespace !== 'default' && namespace !== 'kube-system') {
    found.push(invalid('involvedObject.namespace', mismatch));
  }
  const controller = group === '' ? 'reportingComponent' : 'reportingController';
  if (fields.reportingComponent === '') found.push(required(controller));
  if (!qualifiedName.test(fields.reportingComponent)) {
    found.push(invalid(controller, qualifiedRule, fields.reportingComponent));
  }
  for (const name of ['reportingInstance', 'action', 'reason'] as const) {
    if (fields[name] === '') found.push(required(name));
    if (Buffer.byteLength(fields[name]) > shortLimit) {
      found.push(invalid(name, `can have at most ${shortLimit} characters`));
    }
  }
  if (Buffer.byteLength(fields.message) > noteLimit) {
    found.push(invalid('message', `can have at most ${noteLimit} characters`));
  }
  return found;
}

function strict(event: DecodedEvent): StatusCause[] {
  const { fields, name } = event;
  const found: StatusCause[] = [];
  if (!subdomain.test(name)) found.push(invalid('metadata.name', subdomainRule, name));
  if (fields.series && fields.series.count < 2) found.push(invalid('series.count', 'should be at least 2'));
  if (fields.series?.lastObservedTime === '') found.push(required('series.lastObservedTime'));
  if (fields.eventTime === '') found.push(required('eventTime'));
  if (fields.type !== 'Normal' && fields.type !== 'Warning') {
    found.push(invalid('type', `has invalid value: ${fields.type}`));
  }
  const unset = 'needs to be unset';
  if (fields.firstTimestamp !== '') found.push(invalid('firstTimestamp', unset));
  if (fields.lastTimestamp !== '') found.push(invalid('lastTimestamp', unset));
  if (fields.count !== 0) found.push(invalid('count', unset));
  if (fields.component !== '' || fields.host !== '') found.push(invalid('source', unset));
  return found;
}

/** What is wrong with a new event: core/v1 gets the old rules, events.k8s.io/v1 the strict ones besides. */
export function createCauses(event: DecodedEvent, namespace: string, group: ApiGroup): StatusCause[] {
  const old =
    event.fields.eventTime === ''
      ? withoutEventTime(namespace, event.fields.involvedObject.namespace)
      : withEventTime(event, namespace, group);
  return group === '' ? old : [...old, ...strict(event)];
}
