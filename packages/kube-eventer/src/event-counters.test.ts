import { expect, it } from 'vitest';
import { type CountedEvent, EventCounters } from './event-counters.ts';

const event = (given: Partial<CountedEvent>): CountedEvent => ({
  namespace: 'prod',
  type: 'Warning',
  reason: 'Unhealthy',
  message: '',
  object: { kind: 'Pod', name: 'web-1', namespace: 'prod' },
  ...given,
});

const lines = (counters: EventCounters) =>
  counters
    .text('', 7000)
    .split('\n')
    .filter((line) => line.startsWith('eventer_events_'));

it('counts warnings and known faults without the names of objects, unless asked', () => {
  const bounded = new EventCounters({ events: true, exactLabels: false });
  const exact = new EventCounters({ events: true, exactLabels: true });
  for (const counters of [bounded, exact]) {
    counters.count(event({}));
    counters.count(event({ object: { kind: 'Pod', name: 'web-2', namespace: 'prod' } }));
  }
  expect(lines(bounded)).toEqual([
    'eventer_events_warning_total{kind="Pod",name="",namespace="prod",reason="Unhealthy"} 2',
  ]);
  expect(lines(exact)).toEqual([
    'eventer_events_warning_total{kind="Pod",name="web-1",namespace="prod",reason="Unhealthy"} 1',
    'eventer_events_warning_total{kind="Pod",name="web-2",namespace="prod",reason="Unhealthy"} 1',
  ]);
});

it.each([
  [{ reason: 'BackOff', message: 'Back-off restarting failed container' }, 'error', 'PodCrash'],
  [{ reason: 'BackOff', message: 'Back-off pulling image "x"' }, 'error', 'PodImagePullBackOff'],
  [{ reason: 'BackOff', message: 'other' }, 'warning', 'BackOff'],
  [{ reason: 'Failed', message: 'Error: ErrImagePull' }, 'error', 'PodImagePullBackOff'],
  [{ reason: 'Failed', message: 'Error: exec' }, 'error', 'PodFailStart'],
  [{ reason: 'Failed', message: 'Failed to pull image' }, 'warning', 'Failed'],
  [{ reason: 'Rebooted', type: 'Normal' }, 'error', 'NodeRebooted'],
  [{ reason: 'NTPIsDown' }, 'error', 'NodeNPTDown'],
  [{ reason: 'FailedScheduling', message: '0/3: Insufficient cpu' }, 'error', 'ResourceInsufficient'],
  [{ reason: 'FailedScheduling', message: 'taint' }, 'error', 'PodFailScheduling'],
  [{ reason: 'NodeNotReady', message: 'PLEG is not healthy' }, 'warning', 'NodeNotReady'],
  [{ reason: 'AllocResourceFailed', message: 'IpNotEnough' }, 'error', 'ClusterIPNotEnough'],
])('%j is counted as %s %s', (given, family, reason) => {
  const counters = new EventCounters({ events: true, exactLabels: false });
  counters.count(event(given));
  expect(lines(counters)).toEqual([
    `eventer_events_${family}_total{kind="Pod",name="",namespace="prod",reason="${reason}"} 1`,
  ]);
});

it('counts what is neither under the namespace of the Event itself, whatever its type', () => {
  const counters = new EventCounters({ events: true, exactLabels: false });
  counters.count(event({ type: 'Error', namespace: 'default', object: { kind: 'Node', name: 'n', namespace: '' } }));
  expect(lines(counters)).toEqual([
    'eventer_events_normal_total{kind="Node",namespace="default",reason="Unhealthy"} 1',
  ]);
});

it('counts events all the same when asked not to count them one by one', () => {
  const counters = new EventCounters({ events: false, exactLabels: false });
  counters.count(event({ reason: 'a "b"\\' }), 5000);
  expect(lines(counters)).toEqual([]);
  expect(counters.text('kubeherald_sink_delivery_seconds_sum{sink="ops"} 1.5\n', 7000)).toContain(
    'eventer_scraper_last_time_seconds 5\n',
  );
  expect(counters.text('kubeherald_sink_delivery_seconds_sum{sink="ops"} 1.5\n', 7000)).toContain(
    'eventer_exporter_duration_milliseconds_sum{exporter="ops"} 1500',
  );
});

it('calls sinks by the names of kube-eventer when exact labels are asked for', () => {
  const ours =
    'kubeherald_sink_delivery_seconds_sum{sink="webhook"} 1.5\nkubeherald_sink_delivery_seconds_sum{sink="webhook-2"} 2\nkubeherald_sink_delivery_seconds_count{sink="kafka"} 3\n';
  const shown = (exactLabels: boolean) =>
    new EventCounters({ events: true, exactLabels })
      .text(ours, 7000)
      .split('\n')
      .filter((line) => line.startsWith('eventer_exporter_'));
  expect(shown(true)).toEqual([
    'eventer_exporter_duration_milliseconds_sum{exporter="webHook"} 3500',
    'eventer_exporter_duration_milliseconds_count{exporter="Apache Kafka Sink"} 3',
  ]);
  expect(shown(false)).toContain('eventer_exporter_duration_milliseconds_sum{exporter="webhook-2"} 2000');
});
