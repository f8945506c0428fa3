import type { Variables } from '../variables.ts';

/** `$NAME` or `${NAME}`, of names that an environment can have. */
const reference = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/g;
/** A URI that begins with a variable or its stand-in. */
const first =
  /^((?:--?sink=)?(?:dingtalk|webhook|elasticsearch|influxdb|riemann):)(?:\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)|(zqv\d+zqv))(?=(&|\?|\/|$))/;

/** The environment with a stand-in for each variable that the arguments use and nobody knows here. */
export function withUnknown(
  args: readonly string[],
  known: Readonly<Record<string, string>>,
  variables: Variables,
): Readonly<Record<string, string>> {
  const names = args.flatMap((argument) =>
    [...argument.matchAll(reference)].map(([, braced, plain]) => braced ?? plain ?? ''),
  );
  const unknown = names.filter((name) => !Object.hasOwn(known, name));
  return { ...known, ...Object.fromEntries(unknown.map((name) => [name, variables.standIn(name)])) };
}

/** Of a sink whose URI begins with a variable that nobody knows here: that variable holds a URL, so its stand-in is to be one. */
export function withUrls(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  variables: Variables,
): readonly string[] {
  return args.map((argument) =>
    argument.replace(first, (whole, start: string, braced?: string, plain?: string, word?: string, next?: string) => {
      const name = variables.nameOf(word ?? environment[braced ?? plain ?? ''] ?? '');
      return name === undefined ? whole : start + variables.standInUrl(name, next === '' || next === '&');
    }),
  );
}
