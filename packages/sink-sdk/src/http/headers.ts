/**
 * Puts headers together: of those whose names differ in case alone, which are one header (RFC 9110 §5.1), the last counts. Names go out as
 * they are given, for some receivers compare them to the letter.
 */
export function joinHeaders(...sets: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const joined = new Map<string, readonly [name: string, value: string]>();
  for (const set of sets) for (const entry of Object.entries(set)) joined.set(entry[0].toLowerCase(), entry);
  return Object.fromEntries(joined.values());
}
