import type { SinkRow } from './sink-set.ts';
import type { SourceStatus } from './source/index.ts';

/** What /api/v1/status shows. */
export interface HostStatus {
  readonly version: string;
  readonly cluster: string;
  readonly startedAt: string;
  readonly config: {
    readonly file: string;
    readonly faults: readonly string[];
    readonly restartNeededFor: readonly string[];
  };
  readonly source: SourceStatus;
  readonly journal: {
    readonly bytes: number;
    readonly segments: number;
    readonly durable: number;
    readonly stalled: string | undefined;
  };
  readonly sinks: readonly SinkRow[];
}
