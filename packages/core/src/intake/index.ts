export { type Appender, createIntake, type Intake, type IntakeOptions } from './intake.ts';
export {
  type CompiledMatch,
  compileMatch,
  describeDecision,
  type Match,
  type MatchConfig,
  type MatchFault,
  type MatchFields,
} from './match.ts';
export type { Patterns } from './patterns.ts';
export type { IntakeObserver, SinkMatch } from './sinks.ts';
