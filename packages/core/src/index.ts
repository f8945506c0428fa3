export { ConfigurationError, HeraldError } from './errors.ts';
export { type Host, type HostOptions, startHost } from './host.ts';
export type { HostStatus } from './host-status.ts';
export { createLog, type DaemonLog } from './log.ts';
export { validateConfig } from './validate.ts';
