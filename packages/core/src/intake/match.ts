import type { KubeEvent } from '@kubeherald/sink-sdk';
import type { Decision, SinkTableRow } from '../record.ts';
import { type Accepts, compilePatterns, type Patterns } from './patterns.ts';

/** The fields of a match, by the words of the config. */
export interface MatchFields {
  /** The event's type: Normal, Warning. */
  readonly level?: Patterns;
  /** The involved object's namespace; `""` picks cluster-scoped objects. */
  readonly namespaces?: Patterns;
  /** The Event's own namespace: `default` for cluster-scoped objects. */
  readonly eventNamespaces?: Patterns;
  /** The involved object's kind. */
  readonly kinds?: Patterns;
  /** The involved object's name. */
  readonly names?: Patterns;
  readonly reasons?: Patterns;
  readonly messages?: Patterns;
  /** Who reported it: kubelet, default-scheduler. */
  readonly components?: Patterns;
  /** The node that reported it, or the involved object's name when that is a Node. */
  readonly nodes?: Patterns;
}

/**
 * A sink's filter as configured. An event is wanted when every field given here matches, and no field given under `not` does:
 * one matching field of `not` is enough to exclude it.
 */
export interface MatchConfig extends MatchFields {
  readonly not?: MatchFields;
}

/** A sink's filter, compiled. */
export interface Match {
  /** The clauses in the order in which they decide, in words: `level`, `namespaces`, `not.reasons`. */
  readonly clauses: readonly string[];
  /** 0: wanted; n: the n-th clause decided that it is not. */
  decide(event: KubeEvent): Decision;
}

/** One thing wrong with a match: where in it (JSON pointer), what was wrong and what to do. */
export interface MatchFault {
  readonly path: string;
  readonly message: string;
}

/** A compiled match, or everything that is wrong with it. */
export type CompiledMatch =
  | { readonly kind: 'compiled'; readonly match: Match }
  | { readonly kind: 'faulty'; readonly faults: readonly MatchFault[] };

/** The types of events that Kubernetes has; new ones may come (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/). */
const types = ['Normal', 'Warning'];

/** One clause: whether the event passes it. */
type Test = (event: KubeEvent) => boolean;

type Field = keyof MatchFields;

/**
 * How each field reads the event, in the order in which the clauses decide: the cheap ones first, so that a message's regular
 * expression runs only for events that everything else lets through.
 */
const readers: readonly (readonly [Field, (accepts: Accepts) => Test])[] = [
  ['level', (accepts) => (event) => accepts(event.type)],
  ['namespaces', (accepts) => (event) => accepts(event.object.namespace)],
  ['eventNamespaces', (accepts) => (event) => accepts(event.namespace)],
  ['kinds', (accepts) => (event) => accepts(event.object.kind)],
  ['reasons', (accepts) => (event) => accepts(event.reason)],
  ['components', (accepts) => (event) => accepts(event.source.component)],
  [
    'nodes',
    (accepts) => (event) => accepts(event.source.node) || (event.object.kind === 'Node' && accepts(event.object.name)),
  ],
  ['names', (accepts) => (event) => accepts(event.object.name)],
  ['messages', (accepts) => (event) => accepts(event.message)],
];

/** Compiles a sink's filter once. Without a config, or with an empty one, every event is wanted. */
export function compileMatch(config: MatchConfig = {}): CompiledMatch {
  const faults: MatchFault[] = [];
  const clauses: string[] = [];
  const tests: Test[] = [];
  const compileSide = (fields: MatchFields, path: string, word: string, passes: (test: Test) => Test) => {
    for (const [field, reader] of readers) {
      const patterns = fields[field];
      if (patterns === undefined) continue;
      clauses.push(`${word}${field}`);
      // Only a namespace is empty for a good reason: the object is cluster-scoped.
      const allow = { mayBeEmpty: field === 'namespaces', spellings: field === 'level' ? types : [] };
      const accepts = compilePatterns(patterns, allow, (at, message) =>
        faults.push({ path: `${path}/${field}${at}`, message }),
      );
      tests.push(passes(reader(accepts)));
    }
  };
  compileSide(config, '', '', (test) => test);
  compileSide(config.not ?? {}, '/not', 'not.', (test) => (event) => !test(event));
  if (faults.length > 0) return { kind: 'faulty', faults };
  return { kind: 'compiled', match: { clauses, decide: decider(tests) } };
}

/** What a sink's decision says, in words for the person who asks why an event came or did not. */
export function describeDecision(row: SinkTableRow, decision: Decision): string {
  if (decision === 0) return `${row.name} wants it`;
  const clause = row.clauses[decision - 1];
  if (clause === undefined) return `${row.name} does not want it; the clause that decided is not known any more`;
  return clause.startsWith('not.')
    ? `${row.name} does not want it: match.${clause} excludes it`
    : `${row.name} does not want it: match.${clause} does not include it`;
}

function decider(tests: readonly Test[]): (event: KubeEvent) => Decision {
  return (event) => {
    let clause = 0;
    for (const test of tests) {
      clause++;
      if (!test(event)) return clause;
    }
    return 0;
  };
}
