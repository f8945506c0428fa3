import { restoreBraces } from './closing.ts';
import { advance, type Position, templateFault } from './fault.ts';
import { functions, literalChecks } from './functions.ts';
import {
  type Block,
  type Call,
  type Content,
  type Expression,
  type Hash,
  isBlock,
  isCall,
  isComment,
  isContent,
  isMustache,
  isPath,
  isText,
  type Mustache,
  type Path,
  type Program,
  type Statement,
} from './syntax.ts';
import { afterText, type TextState } from './text-state.ts';

/** What puts a value into the output. The names cannot be written in a template. */
export const emitters = {
  string: '> in string',
  value: '> as value',
  text: '> as text',
  escaped: '> as escaped text',
  literal: '> literal',
} as const;

const blocks: ReadonlySet<string> = new Set(['if', 'unless', 'each', 'with']);

/** A literal piece of the template, or a value: where in the template it comes from. */
export interface Origin {
  readonly at: Position;
  /** The literal text; undefined for a value. */
  readonly text: string | undefined;
}

export interface RewriteOptions {
  readonly name: string;
  readonly mode: 'json' | 'text';
  /** Literal text goes through an emitter too, so that a rendering can be traced back to the template. */
  readonly traced: boolean;
}

const startOf = (node: Statement): Position => ({ line: node.loc.start.line, column: node.loc.start.column + 1 });

/**
 * Rewrites a parsed template in place so that each value passes through the emitter that its position calls for: inside a JSON string,
 * where JSON expects a value, or in plain text. The position follows from the literal text alone, and each branch of a block must
 * leave it as it found it; so it is known before anything is rendered.
 * @returns the origin of each emitted piece, by the number given to its emitter
 * @throws ConfigError with line and column
 */
export function rewrite(program: Program, options: RewriteOptions): readonly Origin[] {
  const origins: Origin[] = [];
  let state: TextState = 'outside';
  let opened: Position = { line: 1, column: 1 };
  const fault = (node: Statement, message: string) => templateFault(options.name, startOf(node), message);

  const content = (node: Content): Statement => {
    node.value = restoreBraces(node.value);
    const source: unknown = node.original;
    const original = typeof source === 'string' ? restoreBraces(source) : undefined;
    const stripped = Math.max(original?.indexOf(node.value) ?? 0, 0);
    const at = advance(startOf(node), original ?? '', stripped);
    if (options.mode === 'json') {
      const after = afterText(state, node.value);
      state = after.state;
      if (after.opened >= 0) opened = advance(at, node.value, after.opened);
    }
    origins.push({ at, text: node.value });
    return options.traced ? emit(node, emitters.literal, { ...node, type: 'StringLiteral' }, origins.length - 1) : node;
  };

  const mustache = (node: Mustache): Statement => {
    if (state === 'escape')
      throw fault(
        node,
        'this value would follow a lone backslash; for a backslash in a JSON string write three before {{',
      );
    const called = node.params.length > 0 || (node.hash?.pairs.length ?? 0) > 0;
    if (called && !isPath(node.path)) throw fault(node, 'a literal cannot be called');
    const expression: Expression = called && isPath(node.path) ? callOf(node, node.path) : node.path;
    check(expression);
    origins.push({ at: startOf(node), text: undefined });
    return emit(node, emitterFor(node), expression, origins.length - 1);
  };

  const emitterFor = (node: Mustache): string => {
    if (options.mode === 'text') return node.escaped ? emitters.escaped : emitters.text;
    return state === 'string' ? emitters.string : emitters.value;
  };

  const block = (node: Block): Statement => {
    if (!blocks.has(node.path.original)) {
      throw fault(node, `unknown block ${node.path.original}; expected one of ${[...blocks].join(', ')}`);
    }
    for (const parameter of node.params) check(parameter);
    const before = state;
    for (const branch of [node.program, node.inverse]) {
      if (!branch) continue;
      state = before;
      body(branch);
      if (state !== before) {
        throw fault(
          node,
          `a branch of this block opens a JSON string without closing it, or closes one that it did not open`,
        );
      }
    }
    return node;
  };

  const check = (node: Expression): void => {
    if (!isCall(node)) return;
    if (!Object.hasOwn(functions, node.path.original)) {
      throw fault(node, `unknown function ${node.path.original}; expected one of ${Object.keys(functions).join(', ')}`);
    }
    for (const parameter of node.params) check(parameter);
    for (const { key, value } of node.hash?.pairs ?? []) {
      check(value);
      if (!isText(value)) continue;
      try {
        literalChecks[node.path.original]?.[key]?.(value.value);
      } catch (error) {
        throw templateFault(options.name, startOf(node), error instanceof Error ? error.message : String(error), error);
      }
    }
  };

  const body = (part: Program): void => {
    part.body = part.body
      .filter((node) => !isComment(node))
      .map((node) => {
        if (isContent(node)) return content(node);
        if (isMustache(node)) return mustache(node);
        if (isBlock(node)) return block(node);
        throw fault(node, 'partials and decorators are not supported');
      });
  };

  body(program);
  if (state !== 'outside') throw templateFault(options.name, opened, 'this JSON string is never closed');
  return origins;
}

const callOf = (node: Mustache, path: Path): Call => ({
  type: 'SubExpression',
  path,
  params: node.params,
  hash: node.hash,
  loc: node.loc,
});

/** A statement that calls `emitter` with the expression and the piece's number. */
function emit(node: Statement, emitter: string, expression: Expression, number: number): Mustache {
  const { loc } = node;
  const index = { type: 'NumberLiteral', value: number, original: number, loc };
  const hash: Hash = { type: 'Hash', pairs: [], loc };
  return {
    type: 'MustacheStatement',
    path: { type: 'PathExpression', data: false, depth: 0, parts: [emitter], original: emitter, loc },
    params: [expression, index],
    hash,
    // The emitter has escaped.
    escaped: false,
    strip: { open: false, close: false },
    loc,
  };
}
