/** The process's environment, or a test's. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A text with its `$NAME` and `${NAME}` filled in. */
export interface Expanded {
  readonly text: string;
  /** The variables that are not set and became nothing. */
  readonly unset: readonly string[];
  /** What was filled in: it is a secret more often than not. */
  readonly values: readonly string[];
}

/** `${NAME}`, `$NAME`, or one of the shell's special names such as `$$`, which an environment never has. */
const reference = /\$(?:\{([^}]*)\}|(\{)|([*#$@!?\-0-9])|([A-Za-z_][A-Za-z0-9_]*))/g;

/** Fills in variables by the rules of Go's `os.ExpandEnv` (https://pkg.go.dev/os#Expand): what is not set becomes nothing, and `$(NAME)` stays. */
export function expandEnvironment(text: string, environment: Environment): Expanded {
  const unset: string[] = [];
  const values: string[] = [];
  const expanded = text.replace(reference, (_, braced?: string, broken?: string, special?: string, plain?: string) => {
    const name = braced ?? special ?? plain ?? '';
    if (broken !== undefined || name === '') return '';
    const value = environment[name];
    if (value === undefined) unset.push(name);
    else if (value !== '') values.push(value);
    return value ?? '';
  });
  return { text: expanded, unset, values };
}
