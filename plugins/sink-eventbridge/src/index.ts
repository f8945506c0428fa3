import { defineSink } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { openEventBridge } from './sink.ts';

/** Events as CloudEvents to Aliyun EventBridge. */
export default defineSink({
  name: 'eventbridge',
  config,
  capabilities: { partial: true },
  // Ten requests: one after the other they are done well within the time of a delivery.
  delivery: { maxEvents: 160, maxBytes: 1_000_000 },
  open: (options, context) => openEventBridge(options, context, Date.now),
});
