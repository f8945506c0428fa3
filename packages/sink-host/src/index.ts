export { codes, SinkHostError } from './codes.ts';
export { collectGarbage } from './collect.ts';
export { type ResolvedOptions, resolveOptions } from './entry/options.ts';
export { flatten } from './flatten.ts';
export type {
  DescribeResult,
  EncodedBatch,
  EncodedEvent,
  EventRefusal,
  FlatError,
  GivenOptions,
  Isolation,
  Level,
  OptionFault,
  Outcome,
  PluginDescription,
} from './protocol.ts';
export { isolations } from './protocol.ts';
export { type Place, type PluginPlaces, type ResolvedPlugin, resolvePlugin } from './resolve.ts';
export type { DeathReason } from './worker/death.ts';
export type { SinkLog } from './worker/log.ts';
export { leastHeapMB, type SinkWorker, type SinkWorkerOptions, startSinkWorker } from './worker.ts';
