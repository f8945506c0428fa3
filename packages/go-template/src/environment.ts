import type { Budget } from './budget.ts';
import type { Time } from './time/time.ts';
import type { Zone } from './time/zone.ts';

/** What one rendering has besides its template and data. */
export interface Environment {
  /** What Go's time.Local is. */
  readonly zone: Zone;
  readonly budget: Budget;
  now(): Time;
  /** A number from 0 (included) to 1 (excluded). */
  random(): number;
}
