import type { Clock } from './clock.ts';
import type { ScenarioName } from './generator/scenarios/index.ts';
import type { User } from './users.ts';

/** How a simulator is started; every field has a default. */
export interface SimulatorOptions {
  /** Port of the API server; 0 picks a free one. @default 0 */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** HTTPS with a certificate of its own. @default false: plain HTTP */
  readonly tls?: boolean;
  /** Of everything made by chance: uids, names, generated events. @default 1 */
  readonly seed?: number;
  /** How long an event lives after its last write. @default 3600000, kube-apiserver's --event-ttl */
  readonly ttlMs?: number;
  /** How often the history is compacted, up to what was the newest revision one interval before. 0: only when asked. @default 300000 */
  readonly compactionIntervalMs?: number;
  /** More tokens and users beside `standardUsers`. */
  readonly tokens?: Readonly<Record<string, User>>;
  /** Generated events a second from the start. @default 0 */
  readonly rate?: number;
  /** Which stories the generator tells. @default all */
  readonly scenarios?: readonly ScenarioName[];
  /** Workloads of the generated cluster. @default 60 */
  readonly workloads?: number;
  /** Generated and emitted events carry the moment of their writing as an annotation (`stampAnnotation`). @default false */
  readonly stamp?: boolean;
  /** Namespaces that exist from the start, beside the usual four. `emit` and the generator make theirs by themselves. */
  readonly namespaces?: readonly string[];
  /** metadata.managedFields as the real server has them. @default true */
  readonly managedFields?: boolean;
  /** The resourceVersion before the first write. @default 1000 */
  readonly initialRevision?: number;
  /** How late a watch that resumes in the past begins to deliver; the real one takes up to 100. @default 50 */
  readonly catchUpMs?: number;
  /** Port of the control endpoint; 0 picks a free one, absent: none. */
  readonly controlPort?: number;
  /** @default the machine's clock */
  readonly clock?: Clock;
}
