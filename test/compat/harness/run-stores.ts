import { groupsOf } from './groups.ts';
import { type CaseOptions, type Outcome, runCases } from './run-cases.ts';
import { readEvents, readVectors, type Vector, type WireRequest } from './vectors.ts';

/** The cases that begin so in which the program goes on running, but for some. */
export function livingCases(prefix: string, without: Readonly<Record<string, unknown>> = {}): readonly Vector[] {
  return readVectors(prefix).filter(({ id, expect: { alive } }) => alive && !Object.hasOwn(without, id));
}

/** One case of the recordings. */
export function caseOf(id: string): Vector {
  const found = readVectors(id).find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

/** Runs cases, as many in one process as can be. @returns what came of each, by its id */
export async function runAll(
  cases: readonly Vector[],
  optionsOf: (vector: Vector) => CaseOptions = () => ({}),
): Promise<ReadonlyMap<string, Outcome>> {
  const events = readEvents();
  const outcomes = new Map<string, Outcome>();
  for (const group of groupsOf(cases, () => false)) {
    for (const [id, outcome] of await runCases(group, events, optionsOf)) outcomes.set(id, outcome);
  }
  return outcomes;
}

/** Runs one case by itself. */
export async function runAlone(vector: Vector, options: CaseOptions = {}): Promise<Outcome> {
  const outcome = (await runCases([vector], readEvents(), () => options)).get(vector.id);
  if (outcome === undefined) throw new Error(`${vector.id} did not run`);
  return outcome;
}

/** For tables of cases: id, title and the case. */
export const rows = (cases: readonly Vector[]) => cases.map((one) => [one.id, one.title, one] as const);

/** The value of a header, whatever the case of its name. */
export function headerOf(headers: readonly (readonly [string, string])[], wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

/** A text of ours with the resourceVersions of the recording, where the API server had to give others. */
export function withRecordedVersions(text: string, { renumbered }: Pick<Outcome, 'renumbered'>): string {
  const recorded = new Map([...renumbered].map(([old, given]) => [given, old]));
  const places = /(resourceVersion\\*":\s?\\*")(\d+)/g;
  return text.replace(places, (_, before: string, given: string) => before + (recorded.get(given) ?? given));
}

/** What a destination got, with the resourceVersions of the recording. */
export const requestsOf = (outcome: Outcome | undefined): readonly WireRequest[] =>
  (outcome?.requests ?? []).map((request) => ({
    ...request,
    body: outcome === undefined ? request.body : withRecordedVersions(request.body, outcome),
  }));
