export type { BackoffPolicy } from './backoff.ts';
export { type Connection, type ConnectionOptions, createConnection } from './connection.ts';
export type { RestartReason } from './failure.ts';
export type { UnreadableReason } from './frame.ts';
export { createKubernetesSource, type KubernetesSourceHost } from './kubernetes.ts';
export { type FrameType, noObserver, type SourceObserver } from './observer.ts';
export { defaultTiming, type KubernetesSourceOptions, type SourceStartAt, type Timing } from './options.ts';
export type { EventsApi } from './paths.ts';
export type { Intake, ScopeStatus, Source, SourceStatus } from './source.ts';
