import { parseGoDuration } from './go-duration.ts';

/** A flag that a program has. */
export interface FlagDefinition {
  readonly name: string;
  readonly kind: FlagKind;
  readonly usage: string;
  /** As usage shows it; absent: not shown. */
  readonly default?: string;
}

/** What a flag's value is. `given`: `read` decides. */
export type FlagKind =
  | 'bool'
  | 'int'
  | 'uint'
  | 'duration'
  | 'string'
  | { readonly given: (text: string) => string | undefined };

/** What came of a command line. */
export type ParsedFlags =
  | {
      readonly kind: 'parsed';
      readonly values: ReadonlyMap<string, readonly string[]>;
      readonly rest: readonly string[];
    }
  | { readonly kind: 'help' }
  /** The message is Go's; the usage follows it. */
  | { readonly kind: 'wrong'; readonly message: string };

/**
 * Reads a command line by the rules of Go's flag package (https://pkg.go.dev/flag): `-x` and `--x` are the same, a value is `=v` or the
 * next argument, a bool needs `=`, the first argument that is no flag ends them, and the first mistake too.
 */
export function parseGoFlags(args: readonly string[], definitions: readonly FlagDefinition[]): ParsedFlags {
  const known = new Map(definitions.map((one) => [one.name, one]));
  const values = new Map<string, readonly string[]>();
  const left = [...args];
  const rest = (): ParsedFlags => ({ kind: 'parsed', values, rest: left });
  for (;;) {
    const [argument] = left;
    if (argument === undefined || argument.length < 2 || !argument.startsWith('-')) return rest();
    left.shift();
    if (argument === '--') return rest();
    const body = argument.replace(/^--?/, '');
    if (body === '' || /^[-=]/.test(body)) return wrong(`bad flag syntax: ${argument}`);
    const equals = body.indexOf('=', 1);
    const name = equals < 0 ? body : body.slice(0, equals);
    const flag = known.get(name);
    if (flag === undefined) {
      return name === 'help' || name === 'h' ? { kind: 'help' } : wrong(`flag provided but not defined: -${name}`);
    }
    const value = equals < 0 ? (flag.kind === 'bool' ? 'true' : left.shift()) : body.slice(equals + 1);
    if (value === undefined) return wrong(`flag needs an argument: -${name}`);
    const fault = faultOf(flag.kind, value);
    if (fault !== undefined) {
      const what = flag.kind === 'bool' ? 'boolean value' : 'value';
      const where = flag.kind === 'bool' ? `-${name}` : `flag -${name}`;
      return wrong(`invalid ${what} ${JSON.stringify(value)} for ${where}: ${fault}`);
    }
    values.set(name, [...(values.get(name) ?? []), value]);
  }
}

function wrong(message: string): ParsedFlags {
  return { kind: 'wrong', message };
}

/** What is wrong with a value, in Go's words. */
function faultOf(kind: FlagKind, value: string): string | undefined {
  if (typeof kind === 'object') return kind.given(value);
  if (kind === 'bool') return parseGoBool(value) === undefined ? 'parse error' : undefined;
  if (kind === 'duration') return parseGoDuration(value) === undefined ? 'parse error' : undefined;
  if (kind === 'string') return undefined;
  const number = parseGoInteger(value);
  if (number === undefined || (kind === 'uint' && value.startsWith('+'))) return 'parse error';
  if (kind === 'uint' && number < 0n) return 'parse error';
  const most = kind === 'uint' ? 2n ** 64n : 2n ** 63n;
  return number >= most || number < -most ? 'value out of range' : undefined;
}

/** Go's `strconv.ParseBool`. */
export function parseGoBool(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** Go's integer literals: decimal, `0x`, `0o` or `0`, `0b`, with underscores between digits. */
export function parseGoInteger(text: string): bigint | undefined {
  const [, sign = '', digits = ''] = /^([-+]?)([0-9a-zA-Z_]+)$/.exec(text) ?? [];
  if (!/^(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO]?(_?[0-7])+|0|[1-9](_?[0-9])*)$/.test(digits)) return undefined;
  const plain = digits.replaceAll('_', '').replace(/^0(?=[0-7])/, '0o');
  return sign === '-' ? -BigInt(plain) : BigInt(plain);
}

/** What Go prints of a program's flags. */
export function usageOf(program: string, definitions: readonly FlagDefinition[]): string {
  const lines = [...definitions]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .map(({ name, kind, usage, default: value }) => {
      const type = kind === 'bool' ? '' : ` ${typeof kind === 'object' ? 'value' : kind}`;
      return `  -${name}${type}\n    \t${usage}${value === undefined ? '' : ` (default ${value})`}\n`;
    });
  return `Usage of ${program}:\n${lines.join('')}`;
}
