import type { ObjectReference } from '../../event.ts';
import { emptyReference } from '../../event.ts';
import type { Occurrence } from '../occurrence.ts';
import { type Scenario, scheduled, started } from './pods.ts';

function controller(
  object: ObjectReference,
  component: string,
  type: string,
  reason: string,
  message: string,
): Occurrence {
  return { recorder: 'legacy', object, type, reason, message, component, host: '' };
}

/** Pods that fit nowhere, as events.k8s.io/v1; then one fits. */
export const failedScheduling: Scenario = function* (random, world) {
  const pod = random.pick(world.pods);
  const nodes = world.nodes.length;
  const short = 1 + random.below(nodes);
  const why = random.pick([
    'Insufficient cpu',
    'Insufficient memory',
    'Too many pods',
    'node(s) had volume node affinity conflict',
  ]);
  const rest = nodes - short;
  const taint = rest > 0 ? `, ${rest} node(s) had untolerated taint(s)` : '';
  const message = `0/${nodes} nodes are available: ${short} ${why}${taint}. preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;
  for (let round = 2 + random.below(6); round > 0; round -= 1) {
    yield {
      recorder: 'new',
      object: pod.reference,
      type: 'Warning',
      reason: 'FailedScheduling',
      message,
      component: 'default-scheduler',
      host: '',
      action: 'Scheduling',
    };
  }
  yield scheduled(pod);
  yield* started(random, pod);
};

/** A deployment that is rolled out or scaled. */
export const scaling: Scenario = function* (random, world) {
  const deployments = world.workloads.filter((workload) => workload.kind === 'Deployment');
  const workload = random.pick(deployments.length > 0 ? deployments : world.workloads);
  const from = random.below(4);
  const to = from + 1 + random.below(4);
  const message = `Scaled up replica set ${workload.owner.name} from ${from} to ${to}`;
  yield controller(workload.reference, 'deployment-controller', 'Normal', 'ScalingReplicaSet', message);
  for (const pod of workload.pods) {
    yield controller(workload.owner, 'replicaset-controller', 'Normal', 'SuccessfulCreate', `Created pod: ${pod.name}`);
    yield scheduled(pod);
    yield* started(random, pod);
  }
};

/** The autoscaler: metrics missing, then a decision. */
export const autoscaling: Scenario = function* (random, world) {
  const workload = random.pick(world.workloads);
  const object: ObjectReference = {
    ...emptyReference,
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    namespace: workload.namespace,
    name: workload.name,
    uid: random.uuid(),
    resourceVersion: String(10_000 + random.below(90_000)),
  };
  const component = 'horizontal-pod-autoscaler';
  const cause =
    'failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API';
  for (let round = 1 + random.below(5); round > 0; round -= 1) {
    yield controller(object, component, 'Warning', 'FailedGetResourceMetric', cause);
    yield controller(
      object,
      component,
      'Warning',
      'FailedComputeMetricsReplicas',
      `invalid metrics (1 invalid out of 1), first error is: ${cause}`,
    );
  }
  const size = 2 + random.below(9);
  yield controller(
    object,
    component,
    'Normal',
    'SuccessfulRescale',
    `New size: ${size}; reason: cpu resource utilization (percentage of request) above target`,
  );
};

/** A job that ends well or reaches its limit. */
export const job: Scenario = function* (random, world) {
  const jobs = world.workloads.filter((workload) => workload.kind === 'Job');
  const workload = random.pick(jobs.length > 0 ? jobs : world.workloads);
  for (const pod of workload.pods) {
    yield controller(workload.reference, 'job-controller', 'Normal', 'SuccessfulCreate', `Created pod: ${pod.name}`);
    yield scheduled(pod);
    yield* started(random, pod);
  }
  yield random.next() < 0.6
    ? controller(workload.reference, 'job-controller', 'Normal', 'Completed', 'Job completed')
    : controller(
        workload.reference,
        'job-controller',
        'Warning',
        'BackoffLimitExceeded',
        'Job has reached the specified backoff limit',
      );
};

const awkward = [
  'said "no" \\ and\nleft\r\n\tindented',
  'line\u2028separator\u2029end nul\u0000 bell\u0007 del\u007f next\u0085',
  '🚨👨‍👩‍👧 事件 é שלום <b>&amp;</b> {{ .Message }}',
  '{"level":"error","msg":"not a template: ${env:HOME} {{range}}"}',
  `${'long '.repeat(800)}end`,
  '',
];

/** Texts that break careless readers. */
export const awkwardTexts: Scenario = function* (random, world) {
  const { reference } = random.pick(world.pods);
  const type = random.pick(['Warning', 'Normal', 'Critical']);
  yield controller(reference, 'custom-operator', type, 'ReconcileError', random.pick(awkward));
};
