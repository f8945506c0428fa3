import { isFields } from './fault.ts';

/** Of an answer the parts that `filter_path` names: steps divided by dots, `*` for any name; lists are looked through. */
export function filterPath(body: unknown, filters: string | null): unknown {
  if (filters === null) return body;
  return (
    pick(
      body,
      filters.split(',').map((filter) => filter.split('.')),
    ) ?? {}
  );
}

function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return value;
  if (Array.isArray(value)) return value.map((one) => pick(one, paths)).filter((one) => one !== undefined);
  if (!isFields(value)) return undefined;
  const kept = Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
    const rest = paths.flatMap(([step, ...after]) => (step === '*' || step === name ? [after] : []));
    const part = rest.length === 0 ? undefined : pick(inner, rest);
    return part === undefined ? [] : [[name, part]];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
