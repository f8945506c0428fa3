export { ConfigurationError, HeraldError } from './errors.ts';
export { eventOf } from './event-of.ts';
export { type Host, type HostOptions, startHost } from './host.ts';
export type { HostStatus } from './host-status.ts';
export { compileMatch, type MatchFields } from './intake/index.ts';
export { checkJournal, dumpJournal, repairJournal } from './journal/index.ts';
export { createLog, type DaemonLog } from './log.ts';
export { validateConfig } from './validate.ts';
