import { startSimulatedCluster } from '../support/simulated-cluster.ts';
import { flowTests } from './flow.ts';

flowTests(async function simulator() {
  return startSimulatedCluster();
});
