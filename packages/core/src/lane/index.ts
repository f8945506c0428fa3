export { type CircuitPolicy, circuitDefaults } from './circuit.ts';
export { type DeadLetterOptions, type DeadLetters, openDeadLetters, readDeadLetters } from './dead-letter.ts';
export type { DeadLetter } from './dead-letter-line.ts';
export { createLane, type Lane, type LaneDependencies, type LaneOptions } from './lane.ts';
export {
  type Cursor,
  type DeadLetterReason,
  type DeadLetterStore,
  deadLetterReasons,
  type LaneObserver,
  type NewDeadLetter,
  type Reader,
  type ReadLimit,
  type ReadResult,
  type Worker,
} from './ports.ts';
export { type RetryPolicy, retryDefaults } from './retry-policy.ts';
export type { LaneProblem, LaneState, LaneStatus } from './status.ts';
