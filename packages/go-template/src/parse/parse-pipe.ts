import { Failure } from '../failure.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { unquoteString } from '../text/unquote.ts';
import type { CommandNode, Operand, PipeNode, VariableNode } from './node.ts';
import { nodeText } from './node-text.ts';
import { readNumber } from './number.ts';
import type { Scope } from './scope.ts';
import type { Token, TokenKind } from './token.ts';
import type { TokenReader } from './token-reader.ts';

const OPERAND_STARTS: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'bool',
  'character constant',
  'complex',
  'field',
  'identifier',
  'number',
  'raw string',
  'string',
  'variable',
  'left paren',
]);

function startsOperand(token: Token): boolean {
  if (token.kind === 'keyword') return token.text === '.' || token.text === 'nil';
  return OPERAND_STARTS.has(token.kind);
}

function variableNode(token: Token): VariableNode {
  const [name = '', ...fields] = token.text.split('.');
  return { kind: 'variable', position: token.position, name, fields };
}

/** Reads the `$x :=`, `$x =` or `$i, $x :=` that a pipeline may begin with. */
function parseDeclarations(tokens: TokenReader, scope: Scope, context: string) {
  const declared: VariableNode[] = [];
  let assigns = false;
  for (;;) {
    const variable = tokens.peekNonSpace();
    if (variable.kind !== 'variable') return { declared, assigns };
    tokens.next();
    const after = tokens.peek();
    const next = tokens.peekNonSpace();
    const comma = next.kind === 'char' && next.text === ',';
    if (next.kind !== 'assign' && next.kind !== 'declare' && !comma) {
      // the space that was passed over separates operands, so it goes back
      if (after.kind === 'space') tokens.putBack(variable, after);
      else tokens.putBack(variable);
      return { declared, assigns };
    }
    assigns = next.kind === 'assign';
    tokens.nextNonSpace();
    declared.push(variableNode(variable));
    scope.declare(variable.text);
    if (!comma) return { declared, assigns };
    if (context !== 'range' || declared.length >= 2) tokens.fail(`too many declarations in ${context}`);
    const { kind } = tokens.peekNonSpace();
    if (kind !== 'variable' && kind !== 'right delimiter' && kind !== 'right paren') {
      tokens.fail('range can only initialize variables');
    }
  }
}

/** Parses a pipeline up to the token that ends it. */
export function parsePipe(tokens: TokenReader, scope: Scope, context: string, end: TokenKind): PipeNode {
  const { position } = tokens.peekNonSpace();
  const { declared, assigns } = parseDeclarations(tokens, scope, context);
  const commands: CommandNode[] = [];
  for (;;) {
    const token = tokens.nextNonSpace();
    if (token.kind === end) break;
    if (!startsOperand(token)) tokens.unexpected(token, context);
    tokens.putBack(token);
    commands.push(parseCommand(tokens, scope));
  }
  if (commands.length === 0) tokens.fail(`missing value for ${context}`);
  for (const [index, command] of commands.entries()) {
    const { kind } = command.words[0];
    const executable = kind !== 'bool' && kind !== 'dot' && kind !== 'nil' && kind !== 'number' && kind !== 'string';
    if (index > 0 && !executable) tokens.fail(`non executable command in pipeline stage ${index + 1}`);
  }
  return { kind: 'pipe', position, assigns, declared, commands };
}

function parseCommand(tokens: TokenReader, scope: Scope): CommandNode {
  const { position } = tokens.peekNonSpace();
  const words: Operand[] = [];
  for (;;) {
    tokens.peekNonSpace();
    const operand = parseOperand(tokens, scope);
    if (operand !== undefined) words.push(operand);
    const token = tokens.next();
    if (token.kind === 'space') continue;
    if (token.kind === 'right delimiter' || token.kind === 'right paren') tokens.putBack(token);
    else if (token.kind !== 'pipe') tokens.unexpected(token, 'operand');
    break;
  }
  const [first, ...rest] = words;
  return first === undefined ? tokens.fail('empty command') : { kind: 'command', position, words: [first, ...rest] };
}

/** A term and the fields behind it. */
function parseOperand(tokens: TokenReader, scope: Scope): Operand | undefined {
  const term = parseTerm(tokens, scope);
  if (term === undefined || tokens.peek().kind !== 'field') return term;
  const { position } = tokens.peek();
  const fields: ByteString[] = [];
  while (tokens.peek().kind === 'field') fields.push(tokens.next().text.slice(1));
  switch (term.kind) {
    case 'field':
      return { ...term, position, names: [...term.names, ...fields] };
    case 'variable':
      return { ...term, position, fields: [...term.fields, ...fields] };
    case 'bool':
    case 'string':
    case 'number':
    case 'nil':
    case 'dot':
      return tokens.fail(`unexpected . after term ${quoteString(nodeText(term))}`);
    default:
      return { kind: 'chain', position, start: term, fields };
  }
}

function parseTerm(tokens: TokenReader, scope: Scope): Operand | undefined {
  const token = tokens.nextNonSpace();
  const { position, text } = token;
  switch (token.kind) {
    case 'identifier':
      if (!scope.hasFunction(text)) tokens.fail(`function ${quoteString(text)} not defined`);
      return { kind: 'identifier', position, name: text };
    case 'field':
      return { kind: 'field', position, names: [text.slice(1)] };
    case 'bool':
      return { kind: 'bool', position, value: text === 'true' };
    case 'variable':
      if (!scope.knows(text)) tokens.fail(`undefined variable ${quoteString(text)}`);
      return variableNode(token);
    case 'character constant':
    case 'complex':
    case 'number':
      return { kind: 'number', position, number: numberOf(tokens, text, token.kind) };
    case 'left paren':
      return scope.nested(tokens, () => parsePipe(tokens, scope, 'parenthesized pipeline', 'right paren'));
    case 'string':
    case 'raw string':
      return { kind: 'string', position, literal: text, value: unquoteString(text) ?? tokens.fail('invalid syntax') };
    case 'keyword':
      if (text === '.') return { kind: 'dot', position };
      if (text === 'nil') return { kind: 'nil', position };
  }
  tokens.putBack(token);
  return undefined;
}

function numberOf(tokens: TokenReader, text: ByteString, kind: 'character constant' | 'complex' | 'number') {
  try {
    return readNumber(text, kind);
  } catch (error) {
    if (error instanceof Failure) return tokens.fail(error.text);
    throw error;
  }
}
