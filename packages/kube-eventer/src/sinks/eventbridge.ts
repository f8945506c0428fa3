import { accessKeyOf, internalOf } from '../aliyun.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** Events of one call: what kube-eventer sends. */
const eventsPerRequest = 4;

/** `eventbridge:?clusterId=`: a bus of Aliyun's EventBridge. */
export function mapEventBridge({ parameters, environment }: SinkUri): MappedSink {
  const setting = (parameter: string, variable: string) => parameters.first(parameter) || environment[variable] || '';
  const clusterId = setting('clusterId', 'ClusterId');
  if (clusterId === '') throw new UnusableSinkError('please provide clusterId, or the variable ClusterId');
  const region = setting('regionId', 'RegionId');
  const accountId = environment.OwnerAccountId ?? '';
  const key = accessKeyOf(parameters, environment);
  const internal = internalOf(parameters);
  return {
    use: 'eventbridge',
    with: {
      clusterId,
      eventBus: setting('eventBusName', 'EventBusName') || 'default',
      ...(region === '' ? {} : { region }),
      ...(accountId === '' ? {} : { accountId }),
      ...internal.options,
      ...key.options,
      scheme: 'http',
      eventsPerRequest,
    },
    match: {},
    notes: [
      ...internal.notes,
      ...key.notes,
      'requests go over plain http, as with kube-eventer; the option scheme: https of the sink encrypts them',
      ...(key.secrets.length === 0
        ? []
        : ['the AccessKey given is used even where /var/addon/token-config exists, which kube-eventer prefers']),
      "an event's id is that of its revision and stays over retries, so that it can be told from another; kube-eventer makes one up",
    ],
    secrets: key.secrets,
  };
}
