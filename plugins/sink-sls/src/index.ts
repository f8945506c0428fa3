import { defineSink } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { openSls } from './sink.ts';

/** Events as logs of Aliyun Simple Log Service. */
export default defineSink({
  name: 'sls',
  config,
  capabilities: { partial: true },
  // With names and lengths a log is somewhat larger than its event, and all are to fit into one request of 3 MB.
  delivery: { maxEvents: 1000, maxBytes: 1_500_000 },
  open: (options, { log }) => openSls(options, log, Date.now),
});
