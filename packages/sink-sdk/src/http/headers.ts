/** The User-Agent of kube-eventer's own requests, as recorded: that of Go's client (https://pkg.go.dev/net/http). */
export const kubeEventerAgent = 'Go-http-client/1.1';

/**
 * Puts headers together: of those whose names differ in case alone, which are one header (RFC 9110 §5.1), the last counts. Names go out as
 * they are given, for some receivers compare them to the letter.
 */
export function joinHeaders(...sets: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const joined = new Map<string, readonly [name: string, value: string]>();
  for (const set of sets) for (const entry of Object.entries(set)) joined.set(entry[0].toLowerCase(), entry);
  return Object.fromEntries(joined.values());
}
