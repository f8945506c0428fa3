import { nodeNotReady, nodeProblem, outOfMemory } from './nodes.ts';
import { crashLoop, imagePullBackOff, probeFailures, type Scenario, volumeMount } from './pods.ts';
import { autoscaling, awkwardTexts, failedScheduling, job, scaling } from './workloads.ts';

/** The stories by name, and how often each is told among the others. */
export const scenarios = {
  imagePullBackOff: { weight: 3, tell: imagePullBackOff },
  crashLoop: { weight: 3, tell: crashLoop },
  probeFailures: { weight: 3, tell: probeFailures },
  outOfMemory: { weight: 2, tell: outOfMemory },
  nodeProblem: { weight: 1, tell: nodeProblem },
  nodeNotReady: { weight: 1, tell: nodeNotReady },
  failedScheduling: { weight: 3, tell: failedScheduling },
  scaling: { weight: 6, tell: scaling },
  volumeMount: { weight: 1, tell: volumeMount },
  autoscaling: { weight: 1, tell: autoscaling },
  job: { weight: 3, tell: job },
  awkwardTexts: { weight: 1, tell: awkwardTexts },
} satisfies Record<string, { readonly weight: number; readonly tell: Scenario }>;

/** The name of a story. */
export type ScenarioName = keyof typeof scenarios;

/** True for the name of a story. */
export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(scenarios, name);
}

export type { Scenario };
