import type { Position, Push, Scope } from '../revision.ts';

/** What a source feeds. Resolves once the push is durable; the source keeps a bounded number of bytes outstanding, which is its back-pressure. */
export interface Intake {
  push(push: Push): Promise<void>;
  /** Where to resume; undefined when the scope was never followed. */
  position(scope: Scope): Position | undefined;
}

/** Where revisions come from. */
export interface Source {
  /**
   * Notes where each scope is by now: a first start that sends nothing old begins there, so that what happens while the rest of the
   * daemon starts is not lost. Optional, before `run`.
   */
  mark(): void;
  /**
   * Runs until `signal` aborts; resolves after the last push is settled. Rejects only for faults that retrying cannot mend. Once.
   * `all`: a scope without a position begins with all that the server has, wherever it should have begun.
   */
  run(intake: Intake, signal: AbortSignal, all?: boolean): Promise<void>;
  /** Cuts its connections; needed only if it never ran. Safe twice. */
  close(): Promise<void>;
  /** For health and status. */
  status(): SourceStatus;
}

/** State of one scope: the words are used in status, metrics and logs alike. */
export interface ScopeStatus {
  readonly scope: Scope;
  readonly state: 'starting' | 'listing' | 'watching' | 'waiting' | 'stopped';
  /** Unix ms of the last byte that came from the server, a list's answer included; undefined before the first. */
  readonly lastFrameAt: number | undefined;
  /** Unix ms by which the current list, watch or wait must have ended or been renewed; past it the scope is not alive. */
  readonly deadlineAt: number | undefined;
  /** True once the first watch of this run was opened: whoever may list and not watch gets nothing. */
  readonly synced: boolean;
  /** Why it waits, in words for the person who must act; undefined when all is well. */
  readonly problem: string | undefined;
}

/** What the admin API shows of the source. */
export interface SourceStatus {
  readonly scopes: readonly ScopeStatus[];
}
