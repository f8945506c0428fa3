import { startSimulatedCluster } from '../support/simulated-cluster.ts';
import { templateFlowTests } from './template-flow.ts';

templateFlowTests(async function simulator() {
  return startSimulatedCluster();
});
