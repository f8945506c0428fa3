import { Budget, DEFAULT_LIMITS, type Limits } from './budget.ts';
import { guarded } from './data/data-error.ts';
import { presentPlain } from './data/present-plain.ts';
import type { Environment } from './environment.ts';
import { Evaluator, ExecutionFailure } from './evaluate/evaluator.ts';
import { PlainWriter, type Writer } from './evaluate/writer.ts';
import { LimitReached } from './failure.ts';
import { BUILTINS } from './functions/builtin.ts';
import type { FunctionTable } from './functions/define.ts';
import { isJsonTemplate } from './json/is-json-template.ts';
import { JsonWriter } from './json/json-writer.ts';
import type { Node } from './parse/node.ts';
import { nodeText } from './parse/node-text.ts';
import { parseTemplate, type TemplateSet } from './parse/parse.ts';
import { SyntaxFailure } from './parse/token-reader.ts';
import { TemplateError, type TemplateErrorCode } from './template-error.ts';
import { type ByteString, decode, encode, toBytes } from './text/bytes.ts';
import { quoteString } from './text/quote.ts';
import { loadZone, type Zone } from './time/zone.ts';

/** How a template is compiled. */
export interface CompileOptions {
  /** What errors call the template; `template` unless given. */
  readonly name?: string;
  /** Functions besides Go's built-in ones, such as `sprig`. */
  readonly functions?: FunctionTable;
  /**
   * `json-safe` (the default): when the template's own text is JSON, what actions write inside a JSON string is escaped.
   * `exact`: Go's bytes.
   */
  readonly compat?: 'exact' | 'json-safe';
  /** The IANA zone that Go's time.Local stands for; the process's own unless given. */
  readonly zone?: string;
  readonly limits?: Partial<Limits>;
  /** Milliseconds since 1970, for functions such as `now`; the system's clock unless given. */
  readonly now?: () => number;
  /** From 0 to 1, for functions such as `randAlpha`; Math.random unless given. */
  readonly random?: () => number;
}

/** A template ready to be rendered, as often as wanted. */
export interface Template {
  /** Renders with data: plain, or presented by kubernetesEvent or goData. Throws TemplateError. */
  render(data: unknown): string;
  /** The same as bytes; they are not UTF-8 where a template cuts through a character. Throws TemplateError. */
  renderBytes(data: unknown): Uint8Array;
}

function systemZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function zoneNamed(name: string): Zone {
  const zone = loadZone(name);
  if (zone !== undefined) return zone;
  throw new TemplateError('GO_TEMPLATE_OPTION', `unknown zone "${name}": expected an IANA name such as Asia/Shanghai`);
}

/** Byte columns count from 0 in their line, as Go's do. */
function placeOf(source: ByteString, position: number): { line: number; column: number } {
  const before = source.slice(0, position);
  return { line: before.split('\n').length, column: position - (before.lastIndexOf('\n') + 1) };
}

function syntaxError(error: SyntaxFailure, name: ByteString, source: ByteString): TemplateError {
  const code: TemplateErrorCode = error.limit ? 'GO_TEMPLATE_LIMIT' : 'GO_TEMPLATE_SYNTAX';
  const { column } = placeOf(source, error.position);
  const place = { template: decode(name), line: error.line, column, detail: decode(error.text) };
  return new TemplateError(code, decode(`template: ${name}:${error.line}: ${error.text}`), place, { cause: error });
}

/** One template and everything that renderings of it share. */
class CompiledTemplate implements Template {
  readonly #name: ByteString;
  readonly #source: ByteString;
  readonly #templates: TemplateSet;
  readonly #functions: FunctionTable;
  readonly #options: CompileOptions;
  readonly #limits: Limits;
  readonly #zone: Zone;
  readonly #escapes: boolean;

  constructor(source: string, options: CompileOptions) {
    this.#name = encode(options.name ?? 'template');
    this.#source = encode(source);
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#zone = zoneNamed(options.zone ?? systemZone());
    this.#functions = new Map([...BUILTINS, ...(options.functions ?? [])]);
    this.#templates = this.#parse();
    this.#escapes = options.compat !== 'exact' && isJsonTemplate(this.#templates.get(this.#name), this.#templates);
  }

  render(data: unknown): string {
    return decode(this.#run(data));
  }

  renderBytes(data: unknown): Uint8Array {
    return toBytes(this.#run(data));
  }

  #parse(): TemplateSet {
    try {
      return parseTemplate(this.#source, {
        name: this.#name,
        hasFunction: (name) => this.#functions.has(name),
        nesting: this.#limits.nesting,
      });
    } catch (error) {
      if (error instanceof SyntaxFailure) throw syntaxError(error, this.#name, this.#source);
      if (error instanceof RangeError) {
        const message = decode(`template: ${this.#name}: nests deeper than the stack is: lower the limit of nesting`);
        throw new TemplateError('GO_TEMPLATE_LIMIT', message, {}, { cause: error });
      }
      throw error;
    }
  }

  #run(data: unknown): ByteString {
    const value = guarded(() => presentPlain(data));
    const budget = new Budget(this.#limits);
    const { now = Date.now, random = Math.random } = this.#options;
    const environment: Environment = {
      zone: this.#zone,
      budget,
      random,
      now: () => {
        const milliseconds = Math.floor(now());
        const seconds = Math.floor(milliseconds / 1000);
        return { seconds, nanoseconds: (milliseconds - seconds * 1000) * 1_000_000, location: 'local' };
      },
    };
    const writer = this.#escapes ? new JsonWriter(budget) : new PlainWriter(budget);
    const list = this.#templates.get(this.#name) ?? { kind: 'list', position: 0, nodes: [] };
    const start = { name: this.#name, list };
    const evaluator = new Evaluator(this.#templates, this.#functions, environment, writer, start);
    try {
      evaluator.run(list, value);
    } catch (error) {
      throw this.#executionError(error, evaluator, writer);
    }
    return writer.written();
  }

  #executionError(error: unknown, evaluator: Evaluator, writer: Writer): unknown {
    if (error instanceof ExecutionFailure) {
      return this.#placed('GO_TEMPLATE_EXECUTION', error.text, error.node, error.executing, writer, error);
    }
    // the only RangeErrors that can come are the ends of the stack and of the longest string
    if (error instanceof LimitReached || error instanceof RangeError) {
      const text = error instanceof LimitReached ? error.message : 'exceeded what the engine can hold';
      return this.#placed('GO_TEMPLATE_LIMIT', encode(text), evaluator.node, evaluator.executing, writer, error);
    }
    return error;
  }

  #placed(
    code: TemplateErrorCode,
    text: ByteString,
    node: Node,
    executing: ByteString,
    writer: Writer,
    cause: unknown,
  ): TemplateError {
    const { line, column } = placeOf(this.#source, node.position);
    const at = nodeText(node);
    const context = `executing ${quoteString(executing)} at <${at}>`;
    const message = decode(`template: ${this.#name}:${line}:${column}: ${context}: ${text}`);
    const place = {
      template: decode(this.#name),
      line,
      column,
      executing: decode(executing),
      at: decode(at),
      detail: decode(text),
      partial: decode(writer.written()),
    };
    return new TemplateError(code, message, place, { cause });
  }
}

/** Compiles a Go template. Throws TemplateError. */
export function compile(source: string, options: CompileOptions = {}): Template {
  return new CompiledTemplate(source, options);
}
