/** A place in the file, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Places of every node, by JSON pointer (RFC 6901); of a field, where its name stands. */
export type Places = ReadonlyMap<string, Place>;

/** Of settings that come from no file. */
export const noPlaces: Places = new Map();

/** One more step of a JSON pointer. */
export function pointer(path: string, step: string | number): string {
  return `${path}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The steps of a JSON pointer, unescaped. */
export function stepsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The place of `path`, or of the nearest part of it that is in the file (a missing field has no place of its own). */
export function placeOf(places: Places, path: string): Place {
  for (let rest = path; ; rest = rest.slice(0, rest.lastIndexOf('/'))) {
    const found = places.get(rest);
    if (found) return found;
    if (rest === '') return { line: 1, column: 1 };
  }
}

/** A fault as the user reads it: `config.yaml:12:5: sinks[0].with.url: is required`. `path` is a JSON pointer. */
export function faultLine(file: string, places: ReadonlyMap<string, Place>, path: string, message: string): string {
  const field = stepsOf(path)
    .map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
  const { line, column } = placeOf(places, path);
  const at = places.size === 0 ? file : `${file}:${line}:${column}`;
  return `${at}: ${field === '' ? '' : `${field}: `}${message}`;
}

/** Fault lines by line, then column: as a compiler tells them. */
export function inOrder(faults: readonly string[]): string[] {
  const key = (fault: string) => /:(\d+):(\d+): /.exec(fault)?.slice(1).map(Number) ?? [0, 0];
  return [...faults].sort((left, right) => {
    const [line = 0, column = 0] = key(left);
    const [otherLine = 0, otherColumn = 0] = key(right);
    return line - otherLine || column - otherColumn;
  });
}
