import type { ObjectReference } from '../event.ts';

/** Something that happens to an object: what a component tells its recorder. */
export interface Occurrence {
  /** `legacy`: client-go's tools/record, core/v1. `new`: tools/events, events.k8s.io/v1. */
  readonly recorder: 'legacy' | 'new';
  readonly object: ObjectReference;
  readonly related?: ObjectReference;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** source.component, or reportingController. */
  readonly component: string;
  /** The node of the component; empty for controllers. */
  readonly host: string;
  /** Only new-style events have one. */
  readonly action?: string;
}
