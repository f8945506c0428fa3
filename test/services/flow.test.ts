import { describe } from 'vitest';
import { flowTests } from '../e2e/flow.ts';
import { templateFlowTests } from '../e2e/template-flow.ts';
import { startApiServer, whyNoApiServer } from './kubernetes/server.ts';

const reason = whyNoApiServer();
if (reason) process.stderr.write(`${reason}\n`);

describe.skipIf(reason !== undefined)('with a real kube-apiserver', () => {
  flowTests(async function kubeApiServer() {
    return startApiServer();
  });
  templateFlowTests(async function kubeApiServer() {
    return startApiServer();
  });
});
