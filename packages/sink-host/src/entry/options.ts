import type { TObject } from 'typebox';
import type { GivenOptions, OptionFault } from '../protocol.ts';
import { optionFaults } from './faults.ts';
import { isFields, unknownOptions } from './unknown-options.ts';

/** Faults told at once, so that one run is enough to mend a config. TypeBox stops at 8 by itself. */
const mostFaults = 100;

/** Options with their defaults filled in, or what is wrong with them. */
export type ResolvedOptions =
  | { readonly kind: 'good'; readonly options: GivenOptions }
  | { readonly kind: 'faulty'; readonly faults: readonly OptionFault[] };

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
}

/**
 * Fills defaults and validates. Only the thread that imported the plugin can: TypeBox keeps the kinds of a schema in hidden properties,
 * which a clone between threads loses. TypeBox's validation is imported here and not above, for a thread that needs it only once.
 * @param given changed in place; the thread owns it
 */
export async function resolveOptions(schema: TObject, given: GivenOptions): Promise<ResolvedOptions> {
  const [{ Default, Errors }, { Settings }] = await Promise.all([import('typebox/value'), import('typebox/system')]);
  Settings.Set({ maxErrors: mostFaults });
  const options: unknown = Default(schema, given);
  const faults = [...unknownOptions(schema, options), ...optionFaults(Errors(schema, options), schema)];
  if (faults.length > 0 || !isFields(options)) {
    return { kind: 'faulty', faults: faults.length > 0 ? faults : [{ path: '', message: 'must be a set of options' }] };
  }
  freeze(options);
  return { kind: 'good', options };
}
