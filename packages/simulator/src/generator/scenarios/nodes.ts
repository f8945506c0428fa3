import type { Occurrence } from '../occurrence.ts';
import type { Node } from '../world.ts';
import { kubelet, type Scenario } from './pods.ts';

function ofNode(node: Node, component: string, type: string, reason: string, message: string): Occurrence {
  const host = component === 'node-controller' ? '' : node.name;
  return { recorder: 'legacy', object: node.reference, type, reason, message, component, host };
}

/** A process killed for memory: kubelet says so, and node-problem-detector reads it in the kernel's log. */
export const outOfMemory: Scenario = function* (random, world) {
  const pod = random.pick(world.pods);
  const { node } = pod;
  const process = 1000 + random.below(60_000);
  const program = random.pick(['java', 'node', 'python3', pod.container]);
  const memory = `total-vm:${1_000_000 + random.below(9_000_000)}kB, anon-rss:${500_000 + random.below(4_000_000)}kB`;
  yield ofNode(
    node,
    'kubelet',
    'Warning',
    'SystemOOM',
    `System OOM encountered, victim process: ${program}, pid: ${process}`,
  );
  yield ofNode(
    node,
    'kernel-monitor',
    'Warning',
    'OOMKilling',
    `Memory cgroup out of memory: Killed process ${process} (${program}) ${memory}`,
  );
  const place = `pod ${pod.name}_${pod.namespace}(${pod.reference.uid})`;
  for (let round = 1 + random.below(5); round > 0; round -= 1) {
    yield kubelet(pod, 'Warning', 'BackOff', `Back-off restarting failed container ${pod.container} in ${place}`);
  }
};

/** What node-problem-detector reports of kernel, disk and runtime. */
export const nodeProblem: Scenario = function* (random, world) {
  const node = random.pick(world.nodes);
  const task = `${random.pick(['kworker/u8:2', 'jbd2/sda1-8', 'containerd-shim'])}:${100 + random.below(60_000)}`;
  const seconds = 120 + random.below(900);
  const problems: readonly Occurrence[] = [
    ofNode(
      node,
      'kernel-monitor',
      'Warning',
      'TaskHung',
      `INFO: task ${task} blocked for more than ${seconds} seconds.`,
    ),
    ofNode(
      node,
      'kernel-monitor',
      'Warning',
      'KernelOops',
      'BUG: unable to handle kernel NULL pointer dereference at 0000000000000008',
    ),
    ofNode(
      node,
      'kernel-monitor',
      'Warning',
      'ReadonlyFilesystem',
      'Node condition ReadonlyFilesystem is now: True, reason: FilesystemIsReadOnly, message: "Remounting filesystem read-only"',
    ),
    ofNode(node, 'node-problem-detector', 'Warning', 'NTPIsDown', 'NTP service is not running'),
    ofNode(node, 'system-stats-monitor', 'Warning', 'DiskSlow', 'I/O latency of sda above 500ms'),
  ];
  for (let round = 2 + random.below(4); round > 0; round -= 1) yield random.pick(problems);
};

/** A node that goes away and comes back. */
export const nodeNotReady: Scenario = function* (random, world) {
  const node = random.pick(world.nodes);
  const say = (type: string, reason: string) =>
    ofNode(node, 'kubelet', type, reason, `Node ${node.name} status is now: ${reason}`);
  yield say('Warning', 'NodeHasDiskPressure');
  yield ofNode(node, 'kubelet', 'Warning', 'EvictionThresholdMet', 'Attempting to reclaim ephemeral-storage');
  yield ofNode(
    node,
    'kubelet',
    'Warning',
    'FreeDiskSpaceFailed',
    `Failed to garbage collect required amount of images. Attempted to free ${random.below(9)}123456789 bytes, but only found 0 bytes eligible to free.`,
  );
  yield say('Normal', 'NodeNotReady');
  for (const pod of world.pods.filter((one) => one.node === node).slice(0, 8)) {
    const base = { recorder: 'legacy', object: pod.reference, type: 'Warning', host: '' } as const;
    yield { ...base, reason: 'NodeNotReady', message: 'Node is not ready', component: 'node-controller' };
    yield kubelet(pod, 'Warning', 'Evicted', 'The node was low on resource: ephemeral-storage. ', true);
  }
  yield say('Normal', 'NodeHasNoDiskPressure');
  yield say('Normal', 'NodeReady');
};
