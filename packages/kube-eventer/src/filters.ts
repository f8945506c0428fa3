/** A name as an entry of a match that stands for itself alone, whatever characters it has. */
export function exactly(name: string): string {
  return name.replace(/[*?\\]|^\//g, '\\$&');
}

/** An RE2 expression, found anywhere in the value, as an entry of a match. */
export function anywhere(expression: string): string {
  return `/${expression}/`;
}

/** A comma-separated list of names, as kube-eventer reads it: nothing is trimmed. Undefined when nothing is left to filter by. */
export function namesOf(list: string | undefined): readonly string[] | undefined {
  const names = (list ?? '').split(',').filter((name) => name !== '');
  return names.length === 0 ? undefined : names.map(exactly);
}

/** A line when a list has spaces after its commas, which belong to the names. */
export function spacesNote(parameter: string, list: string | undefined): readonly string[] {
  return /(^|,)\s|\s(,|$)/.test(list ?? '')
    ? [
        `${parameter}=${list}: the spaces are part of the names, so those match nothing, as with kube-eventer; remove them`,
      ]
    : [];
}

/** A line for a parameter of which only the first is read. */
export function repeatedNote(parameter: string, values: readonly string[]): readonly string[] {
  return values.length > 1
    ? [
        `${parameter} is given ${values.length} times; only the first counts, as with kube-eventer. Separate values by commas`,
      ]
    : [];
}

/** A line for each kind in lower case, which no kind is. */
export function lowerCaseNote(kinds: string | undefined): readonly string[] {
  const lower = (kinds ?? '').split(',').filter((kind) => /^[a-z]/.test(kind));
  return lower.map(
    (kind) =>
      `kinds=${kind} matches nothing, as with kube-eventer: kinds are compared to the letter; write ${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
  );
}
