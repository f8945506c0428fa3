import type { ConfigMapName, ConfigMapState } from '../source/index.ts';
import { keyOfReference, type TemplateReference } from './reference.ts';

/** Texts by {@link keyOfReference}. */
export type Texts = ReadonlyMap<string, string>;

/** The texts that a sink is to have, and what keeps them from being the newest. */
export interface Wanted {
  readonly texts: Texts;
  readonly problems: readonly string[];
}

/**
 * The newest text of each reference; where there is none the last good one, if any.
 * @param stateOf what is known of a ConfigMap; undefined: it has not been read yet
 */
export function wantedTexts(
  references: readonly TemplateReference[],
  stateOf: (which: ConfigMapName) => ConfigMapState | undefined,
  good: Texts,
): Wanted {
  const texts = new Map<string, string>();
  const problems: string[] = [];
  for (const reference of references) {
    const key = keyOfReference(reference);
    const before = good.get(key);
    const found = newest(reference, stateOf(reference));
    const text = found.text ?? before;
    if (text !== undefined) texts.set(key, text);
    // While the API server is away the last text holds, and nothing is wrong with the template.
    if (found.problem !== undefined && !(found.passing && before !== undefined)) problems.push(found.problem);
  }
  return { texts, problems };
}

type Newest =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly text?: undefined; readonly problem: string; readonly passing: boolean };

function newest({ namespace, name, key }: TemplateReference, state: ConfigMapState | undefined): Newest {
  const map = `the ConfigMap ${namespace}/${name}`;
  const without = (problem: string, passing = false): Newest => ({ problem, passing });
  if (state === undefined) return without(`${map} has not been read yet`, true);
  switch (state.kind) {
    case 'found': {
      const text = Object.hasOwn(state.data, key) ? state.data[key] : undefined;
      if (text !== undefined) return { text };
      const keys = Object.keys(state.data).sort().join(', ');
      return without(`${map} has no key ${JSON.stringify(key)} (${keys === '' ? 'it is empty' : `it has ${keys}`})`);
    }
    case 'missing':
      return without(`${map} does not exist`);
    case 'forbidden':
      return without(`${map} may not be read. ${state.message}`);
    case 'unreachable':
      return without(`${map} cannot be read: ${state.message}`, true);
  }
}
