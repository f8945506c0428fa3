import type { Random } from '../../random.ts';
import type { Occurrence } from '../occurrence.ts';
import type { Pod, World } from '../world.ts';

/** A story of the cluster: the occurrences in their order. */
export type Scenario = (random: Random, world: World) => Generator<Occurrence>;

/** What kubelet says of a container or a pod. */
export function kubelet(pod: Pod, type: string, reason: string, message: string, ofPod = false): Occurrence {
  const object = ofPod ? pod.reference : pod.containerReference;
  return { recorder: 'legacy', object, type, reason, message, component: 'kubelet', host: pod.node.name };
}

/** The scheduler's word that a pod has a node. */
export function scheduled(pod: Pod): Occurrence {
  return {
    recorder: 'new',
    object: pod.reference,
    type: 'Normal',
    reason: 'Scheduled',
    message: `Successfully assigned ${pod.namespace}/${pod.name} to ${pod.node.name}`,
    component: 'default-scheduler',
    host: '',
    action: 'Binding',
  };
}

/** Pulled, created and started. */
export function* started(random: Random, pod: Pod): Generator<Occurrence> {
  const took = 200 + random.below(9000);
  const bytes = 20_000_000 + random.below(300_000_000);
  yield kubelet(pod, 'Normal', 'Pulling', `Pulling image "${pod.image}"`);
  yield kubelet(
    pod,
    'Normal',
    'Pulled',
    `Successfully pulled image "${pod.image}" in ${took}ms (${took}ms including waiting). Image size: ${bytes} bytes.`,
  );
  yield kubelet(pod, 'Normal', 'Created', `Container created: ${pod.container}`);
  yield kubelet(pod, 'Normal', 'Started', `Container started: ${pod.container}`);
}

/** An image that is not there: pulling, failing, backing off, again and again. */
export const imagePullBackOff: Scenario = function* (random, world) {
  const pod = random.pick(world.pods);
  yield scheduled(pod);
  const why = random.pick([
    'failed to resolve reference: not found',
    'pull access denied, repository does not exist or may require authorization',
    'unexpected status from HEAD request: 429 Too Many Requests',
  ]);
  for (let round = 3 + random.below(8); round > 0; round -= 1) {
    yield kubelet(pod, 'Normal', 'Pulling', `Pulling image "${pod.image}"`);
    yield kubelet(pod, 'Warning', 'Failed', `Failed to pull image "${pod.image}": ${why}`);
    yield kubelet(pod, 'Warning', 'Failed', 'Error: ErrImagePull');
    yield kubelet(pod, 'Normal', 'BackOff', `Back-off pulling image "${pod.image}"`);
    yield kubelet(pod, 'Warning', 'Failed', 'Error: ImagePullBackOff');
  }
};

/** A container that ends, is restarted, and ends. */
export const crashLoop: Scenario = function* (random, world) {
  const pod = random.pick(world.pods);
  yield* started(random, pod);
  for (let round = 4 + random.below(12); round > 0; round -= 1) {
    yield kubelet(
      pod,
      'Normal',
      'Pulled',
      `Container image "${pod.image}" already present on machine and can be accessed by the pod`,
    );
    yield kubelet(pod, 'Normal', 'Created', `Container created: ${pod.container}`);
    yield kubelet(pod, 'Normal', 'Started', `Container started: ${pod.container}`);
    const place = `pod ${pod.name}_${pod.namespace}(${pod.reference.uid})`;
    yield kubelet(pod, 'Warning', 'BackOff', `Back-off restarting failed container ${pod.container} in ${place}`);
  }
};

/** Probes that fail; the message varies, so that the correlator combines them. */
export const probeFailures: Scenario = function* (random, world) {
  const pod = random.pick(world.pods);
  const probe = random.pick(['Liveness', 'Readiness', 'Startup']);
  const address = `10.${random.below(256)}.${random.below(256)}.${1 + random.below(254)}:8080`;
  for (let round = 5 + random.below(10); round > 0; round -= 1) {
    const port = 30_000 + random.below(30_000);
    const messages = [
      `${probe} probe failed: HTTP probe failed with statuscode: 503`,
      `${probe} probe failed: Get "http://${address}/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
      `${probe} probe failed: read tcp 10.0.0.1:${port}->${address}: read: connection reset by peer`,
    ];
    yield kubelet(pod, 'Warning', 'Unhealthy', random.pick(messages));
  }
  if (probe === 'Liveness') {
    yield kubelet(pod, 'Normal', 'Killing', `Container ${pod.container} failed liveness probe, will be restarted`);
    yield* started(random, pod);
  }
};

/** A volume that does not come. */
export const volumeMount: Scenario = function* (random, world) {
  const pod = random.pick(world.pods);
  yield scheduled(pod);
  const missing = random.pick([
    'configmap "app-config" not found',
    'secret "tls-cert" not found',
    'timed out waiting for the condition',
  ]);
  for (let round = 2 + random.below(6); round > 0; round -= 1) {
    yield kubelet(pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "config" : ${missing}`, true);
  }
  const attach = `AttachVolume.Attach failed for volume "pvc-${random.uuid()}" : volume attachment is being deleted`;
  const base = { recorder: 'legacy', object: pod.reference, type: 'Warning', host: '' } as const;
  yield { ...base, reason: 'FailedAttachVolume', message: attach, component: 'attachdetach-controller' };
};
