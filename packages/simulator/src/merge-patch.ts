import { isObject } from './json.ts';

/** RFC 7386. For events a strategic merge is the same: none of their lists is merged by key. */
export function mergePatch(into: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const base: Record<string, unknown> = isObject(into) ? { ...into } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete base[name];
    else base[name] = mergePatch(base[name], value);
  }
  return base;
}
