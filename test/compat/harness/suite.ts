import { beforeAll, describe, expect, it } from 'vitest';
import { masked } from './compare.ts';
import { groupsOf } from './groups.ts';
import { unmended } from './mended.ts';
import { type CaseOptions, type Outcome, runCases } from './run-cases.ts';
import { readEvents, readVectors, type Vector, type WireRequest } from './vectors.ts';

/** A case in which we differ from kube-eventer on purpose. */
export interface Difference {
  /** Why, in words. */
  readonly reason: string;
  /** Asserts what we do instead. */
  readonly check: (outcome: Outcome, vector: Vector) => void;
  readonly options?: CaseOptions;
}

/** How the cases of one sink are run. */
export interface Suite {
  /** By case. */
  readonly differences: Readonly<Record<string, Difference>>;
  /** Cases that cannot pass yet, with the reason. */
  readonly pending?: (vector: Vector) => string | undefined;
  readonly options?: (vector: Vector) => CaseOptions;
  /** More tests of the outcomes. */
  readonly also?: (outcomeOf: (id: string) => Outcome) => void;
  /** What becomes of a request before it is compared, the recorded and ours; undefined: it is left out. */
  readonly view?: (request: WireRequest) => unknown;
}

/** Headers that are the client's own, or follow from the body. */
const ownHeaders = new Set(['accept-encoding', 'connection', 'content-length', 'host', 'referer', 'user-agent']);

/** A request without what is each client's own; names of headers are the same in any case (RFC 9110 §5.1). */
export function plainRequest({ method, url, headers, body }: WireRequest) {
  const kept = headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  return { method, url, headers: kept.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort(), body };
}

/** What the destination got, and what it got of kube-eventer, in a form that can be compared. */
export function compared(outcome: Outcome, vector: Vector, view: (request: WireRequest) => unknown = plainRequest) {
  const recorded = vector.expect.requests.map((one) => ({
    ...one,
    url: validUrl(one.url),
    body: renumbered(one.body, outcome.renumbered),
  }));
  // Several sinks come in any order.
  const several =
    vector.args.filter((one) => one.startsWith('--sink=')).length > 1 || vector.expect.raw.order === 'any';
  const sorted = (list: readonly WireRequest[]) =>
    several ? list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)) : list;
  const shown = (list: readonly WireRequest[]) => sorted(list).filter((one) => view(one) !== undefined);
  const wanted = shown(recorded);
  const actual = shown(outcome.requests).map((one, index) => ({
    ...one,
    body: masked(unmended(one.body, wanted[index]?.body ?? ''), wanted[index]?.body ?? ''),
  }));
  return { actual: actual.map(view), recorded: wanted.map(view) };
}

/** Characters that no URL may have are sent as they are by kube-eventer, and as %xx by us; asserted on its own. */
function validUrl(url: string): string {
  return url.replace(/%(?![0-9a-fA-F]{2})|[^-\w.~!$&'()*+,;=:@/?%]/gu, (character) => encodeURIComponent(character));
}

/** With the resourceVersions that the events got here, in JSON, in JSON within JSON, and in what Go prints of an event. */
function renumbered(body: string, versions: ReadonlyMap<string, string>): string {
  return [...versions].reduce((text, [recorded, given]) => {
    const places = new RegExp(
      `(resourceVersion\\\\*":\\s*\\\\*")${recorded}(?=\\\\*")|( )${recorded}(?= \\d+ \\d{4}-)`,
      'g',
    );
    return text.replace(places, (_, json?: string, go?: string) => `${json ?? go ?? ''}${given}`);
  }, body);
}

const key = ({ url, body }: WireRequest): string => `${url} ${body}`;

/** Runs the cases that begin so and go on running, and compares what the destination got; each difference is asserted on its own. */
export function describeCases(prefix: string, suite: Suite): void {
  const { differences, pending = () => undefined, options = () => ({}), view } = suite;
  const cases = readVectors(prefix).filter((one) => one.expect.alive);
  const runnable = cases.filter((one) => pending(one) === undefined);
  const outcomes = new Map<string, Outcome>();
  const optionsOf = (one: Vector): CaseOptions => differences[one.id]?.options ?? options(one);

  describe(`${prefix}: as recorded of kube-eventer`, () => {
    beforeAll(async () => {
      const events = readEvents();
      const isAlone = (one: Vector) => optionsOf(one).until !== undefined || optionsOf(one).says !== undefined;
      for (const group of groupsOf(runnable, isAlone)) {
        for (const [id, outcome] of await runCases(group, events, optionsOf)) outcomes.set(id, outcome);
      }
    }, 600_000);

    const outcomeOf = (one: Vector): Outcome => {
      const outcome = outcomes.get(one.id);
      if (outcome === undefined) throw new Error(`${one.id} did not run`);
      return outcome;
    };

    for (const one of cases) {
      const difference = differences[one.id];
      const why = pending(one);
      if (why !== undefined) it.todo(`${one.id} ${one.title}: ${why}`);
      else if (difference === undefined) {
        it(`${one.id} ${one.title}`, () => {
          const { actual, recorded } = compared(outcomeOf(one), one, view);
          expect(actual).toEqual(recorded);
        });
      } else {
        it(`${one.id} ${one.title}, but: ${difference.reason}`, () => {
          const outcome = outcomeOf(one);
          const { actual, recorded } = compared(outcome, one, view);
          expect(actual, 'there is no difference any more: remove it from the table').not.toEqual(recorded);
          difference.check(outcome, one);
        });
      }
    }

    suite.also?.((id) => {
      const outcome = outcomes.get(id);
      if (outcome === undefined) throw new Error(`${id} did not run`);
      return outcome;
    });

    it('has no difference for a case that is none', () => {
      expect(Object.keys(differences).filter((id) => !cases.some((one) => one.id === id))).toEqual([]);
    });
  });
}
