import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { CreateError } from './errors.ts';
import { whyTaken } from './taken-names.ts';

/** What the command line asks for. */
export interface Wanted {
  /** Folder of the new package, relative to the working directory. */
  readonly folder: string;
  /** Name of the npm package, scope included. */
  readonly packageName: string;
  /** Name of the sink in metrics, logs and the example: the package's, without its scope. */
  readonly sinkName: string;
  readonly language: 'typescript' | 'javascript';
  /** Whether to run `npm install` in it. */
  readonly install: boolean;
}

/** What is made when no name is given. */
const defaultName = 'my-sink';

/** As kubeherald looks for it: npm's own rule, without the upper case of old packages. */
const name = /^[a-z0-9][a-z0-9._-]*$/;
const scopeName = /^@[a-z0-9][a-z0-9._-]*$/;
/** npm's limit, scope included. */
const longest = 214;

/** How the program is used. */
export const usage = `npm create @kubeherald/sink [name] [-- options]

  name            a name, a path whose last part is the name, or a package name with its scope (@acme/my-sink); default: ${defaultName}
  --scope @acme   the package's scope
  --javascript    plain JavaScript instead of TypeScript
  --no-install    do not run npm install
  --help
`;

/**
 * Reads the command line. @param words the arguments, without the program @param workingFolder what the name `.` stands for
 * @param environment where npm puts the options that it took for its own, when the `--` before them was forgotten
 * @returns undefined: help is asked for
 * @throws CreateError for unknown options, several names, or a name that no package can have, or another has already
 */
export function readArguments(
  words: readonly string[],
  workingFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
): Wanted | undefined {
  const { values, positionals } = parse(words);
  if (values.help) return undefined;
  const [given = defaultName, ...more] = positionals;
  if (more.length > 0) {
    throw new CreateError(`Expected one name, but got ${positionals.join(', ')}.\n\n${usage}`);
  }
  const scoped = /^(@[^/]*)\/([^/]+)$/.exec(given);
  const folder = scoped?.[2] ?? given;
  const sinkName = basename(folder === '.' ? workingFolder : folder);
  const scope = scopeOf(values.scope, scoped?.[1]);
  const packageName = scope === undefined ? sinkName : `${scope}/${sinkName}`;
  if (!name.test(sinkName) || packageName.length > longest) {
    throw new CreateError(
      `${JSON.stringify(sinkName)} cannot be the name of a package; expected lower-case letters, digits, "-", "." and "_", beginning with a letter or digit, such as ${defaultName}`,
    );
  }
  const taken = whyTaken(sinkName, scope !== undefined);
  if (taken !== undefined) {
    throw new CreateError(
      `${JSON.stringify(sinkName)} cannot be the name of the package: ${taken.why}. Give it another name, such as ${defaultName}${taken.isFreeWithScope ? `, or a scope: @acme/${sinkName}` : ''}`,
    );
  }
  const isJavascript = values.javascript || environment.npm_config_javascript === 'true';
  const language = isJavascript ? 'javascript' : 'typescript';
  return { folder, packageName, sinkName, language, install: !values['no-install'] };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        scope: { type: 'string' },
        javascript: { type: 'boolean', default: false },
        'no-install': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new CreateError(`${cause.message}\n\n${usage}`, { cause });
  }
}

function scopeOf(option: string | undefined, inName: string | undefined): string | undefined {
  const given = option ?? inName;
  if (given === undefined) return undefined;
  const scope = given.startsWith('@') ? given : `@${given}`;
  if (option !== undefined && inName !== undefined && scope !== inName) {
    throw new CreateError(`The name has the scope ${inName} and --scope says ${scope}; give one of them`);
  }
  if (!scopeName.test(scope)) {
    throw new CreateError(`${JSON.stringify(given)} cannot be a scope; expected one such as @acme`);
  }
  return scope;
}
