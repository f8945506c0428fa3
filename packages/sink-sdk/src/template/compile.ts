import type Handlebars from 'handlebars';
import { ConfigError } from '../errors.ts';
import { hideBraces } from './closing.ts';
import { asText, asValue, inString } from './emit.ts';
import { advance, parserPosition, templateFault } from './fault.ts';
import { functions } from './functions.ts';
import { jsonFault } from './json-fault.ts';
import { emitters, type Origin, rewrite } from './rewrite.ts';
import { sampleEvents } from './samples.ts';
import type { TemplateText } from './text.ts';

/** A compiled template: renders the fields of `context`, usually a KubeEvent. */
export type Template = (context: object) => string;

export interface TemplateOptions {
  /**
   * `json`: a value inside a JSON string is escaped, one outside is emitted as JSON (text quoted, absent as null), and the output must be
   * JSON. `text`: values as they are.
   */
  readonly mode: 'json' | 'text';
  /**
   * `text` mode: makes the text of `{{x}}` harmless for the destination; `{{{x}}}` stays as it is. Without it both do. It must not
   * depend on what surrounds the text.
   */
  readonly escape?: (text: string) => string;
  /** The option's name, for errors. Default `template`. */
  readonly name?: string;
  /** Go templates: the IANA zone that their times are shown in. Default: the process's. */
  readonly zone?: string;
  /**
   * What the template is tried on before it is used. Default: three events, a usual, an empty and a nasty one. Of a Go template they
   * must be events; with an empty list it is compiled and not tried.
   */
  readonly samples?: readonly object[];
  /**
   * Takes a line about a Go template that fails over some samples and not over others. Without it, a field that does not exist is
   * a reason to refuse the template wherever it stands.
   */
  readonly warn?: (message: string) => void;
}

type Emit = (value: unknown, index: number) => string;
type Library = typeof Handlebars;
/** What handlebars gives a function after its parameters. */
interface CallOptions {
  readonly hash: { readonly [name: string]: unknown };
  readonly loc?: { readonly start: { readonly line: number; readonly column: number } };
}

const isCallOptions = (value: unknown): value is CallOptions =>
  typeof value === 'object' && value !== null && 'hash' in value;

/**
 * Compiles a template once. In a Go template (see `compileGoTemplate`) `escape` does nothing; in JSON its engine escapes by itself.
 * Handlebars: fields of the context stand for themselves (`{{object.name}}`), functions are date, truncate,
 * default, upper, lower, join, json, count and eq; blocks are if, unless, each and with. Inherited properties are out of reach, absent
 * fields are empty. In JSON `{{{x}}}` escapes as `{{x}}` does.
 * @throws ConfigError with the position, for bad syntax, an unknown function, or output of a sample that is not JSON in `json` mode
 */
export async function compileTemplate(text: TemplateText, options: TemplateOptions): Promise<Template> {
  // Each engine is loaded for who uses it: a thread has some MB for each otherwise.
  if (typeof text !== 'string') return (await import('./compile-go.ts')).compileGoTemplate(text, options);
  const { default: library } = await import('handlebars');
  const name = options.name ?? 'template';
  const direct: Record<string, Emit> = {
    [emitters.string]: inString,
    [emitters.value]: asValue,
    [emitters.text]: asText,
    [emitters.escaped]: escaping(options),
  };
  const { template } = build(library, text, { ...options, name, traced: false }, direct);
  tryOnSamples(library, text, { ...options, name });
  return template;
}

const escaping =
  (options: TemplateOptions): Emit =>
  (value) => {
    const text = asText(value);
    return options.escape?.(text) ?? text;
  };

/** Renders each sample and, in `json` mode, parses the result. */
function tryOnSamples(library: Library, text: string, options: TemplateOptions & { readonly name: string }): void {
  /** What was emitted, in the order of the output: blocks render their branches in order and nothing is emitted twice. */
  let pieces: { readonly length: number; readonly index: number }[] = [];
  const tracing =
    (emit: Emit): Emit =>
    (value, index) => {
      const piece = emit(value, index);
      pieces.push({ length: piece.length, index });
      return piece;
    };
  const traced: Record<string, Emit> = {
    [emitters.string]: tracing(inString),
    [emitters.value]: tracing(asValue),
    [emitters.text]: tracing(asText),
    [emitters.escaped]: tracing(escaping(options)),
    [emitters.literal]: tracing(asText),
  };
  const { template, origins } = build(library, text, { ...options, traced: true }, traced);
  for (const sample of options.samples ?? sampleEvents()) {
    pieces = [];
    const output = template(sample);
    const fault = options.mode === 'json' ? jsonFault(output) : undefined;
    if (fault)
      throw templateFault(
        options.name,
        origin(pieces, origins, fault.offset),
        `the output is not JSON: ${fault.message}`,
      );
  }
}

/** The place in the template that made the character at `offset` of the output. */
function origin(pieces: readonly { length: number; index: number }[], origins: readonly Origin[], offset: number) {
  let left = offset;
  let last = { line: 1, column: 1 };
  for (const { length, index } of pieces) {
    const from = origins[index];
    if (from && left < length) return from.text === undefined ? from.at : advance(from.at, from.text, left);
    if (from) last = from.text === undefined ? from.at : advance(from.at, from.text, from.text.length);
    left -= length;
  }
  return last;
}

function build(
  library: Library,
  text: string,
  options: TemplateOptions & { readonly name: string; readonly traced: boolean },
  emit: Readonly<Record<string, Emit>>,
): { template: Template; origins: readonly Origin[] } {
  const own = library.create();
  for (const builtin of ['log', 'lookup', 'helperMissing', 'blockHelperMissing']) own.unregisterHelper(builtin);
  const known: Record<string, boolean> = { if: true, unless: true, each: true, with: true };
  for (const [name, run] of Object.entries(emit)) {
    own.registerHelper(name, (value: unknown, index: number) => run(value, index));
    known[name] = true;
  }
  for (const [name, run] of Object.entries(functions)) {
    own.registerHelper(name, (...values: unknown[]) => {
      const call = values.pop();
      const { hash, loc } = isCallOptions(call) ? call : { hash: {} };
      try {
        return run(values, hash);
      } catch (error) {
        const at = { line: loc?.start.line ?? 1, column: (loc?.start.column ?? 0) + 1 };
        throw templateFault(options.name, at, error instanceof Error ? error.message : String(error), error);
      }
    });
    known[name] = true;
  }
  const program = parse(own, text, options.name);
  const origins = rewrite(program, options);
  const compiled = own.compile<object>(program, { knownHelpers: known, knownHelpersOnly: true, noEscape: true });
  // Set, so that a denied access is denied silently rather than reported on the console.
  const access = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
  return { template: (context) => compiled(context, access), origins };
}

function parse(library: Library, text: string, name: string) {
  try {
    return library.parse(hideBraces(text));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const { message, at } = syntaxFault(text, error);
    throw templateFault(name, at, message, error);
  }
}

/** Handlebars has errors with a position (a block closed by another name) and the parser's, which carry it in their text only. */
function syntaxFault(text: string, error: unknown) {
  if (!(error instanceof Error)) return { message: String(error), at: { line: 1, column: 1 } };
  const line: unknown = Reflect.get(error, 'lineNumber');
  const column: unknown = Reflect.get(error, 'column');
  if (typeof line === 'number' && typeof column === 'number') {
    return { message: error.message.replace(/ - \d+:\d+$/, ''), at: { line, column: column + 1 } };
  }
  const expected = error.message.split('\n').at(-1) ?? '';
  return { message: `syntax error: ${expected}`, at: parserPosition(hideBraces(text), error.message) };
}
