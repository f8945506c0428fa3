import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { unquoteString } from '../text/unquote.ts';
import { Lexer } from './lexer.ts';
import type { BranchNode, JumpNode, ListNode, Statement, TemplateNode } from './node.ts';
import { parsePipe } from './parse-pipe.ts';
import { Scope } from './scope.ts';
import type { Token } from './token.ts';
import { TokenReader } from './token-reader.ts';

/** Templates by their names: the whole text's, and one for each `define` and `block`. */
export type TemplateSet = Map<ByteString, ListNode>;

/** What parsing needs besides the text. */
export interface ParseOptions {
  readonly name: ByteString;
  readonly hasFunction: (name: ByteString) => boolean;
  /** How deep parentheses and blocks may nest. */
  readonly nesting: number;
}

/** What closes a list: its statements do not. */
interface Closing {
  readonly closing: 'end' | 'else';
}

function isEmpty(list: ListNode): boolean {
  return list.nodes.every((node) => node.kind === 'text' && /^[ \t\r\n\v\f\u0085\u00a0]*$/.test(node.text));
}

/** Parses one definition: the main template, or what stands between `define` or `block` and its `end`. */
class DefinitionParser {
  readonly #tokens: TokenReader;
  readonly #scope: Scope;
  readonly #templates: TemplateSet;
  readonly #lexer: Lexer;
  readonly #options: ParseOptions;
  #rangeDepth = 0;

  constructor(lexer: Lexer, options: ParseOptions, templates: TemplateSet, depth: number) {
    this.#lexer = lexer;
    this.#options = options;
    this.#templates = templates;
    this.#tokens = new TokenReader(lexer, options.name);
    this.#scope = new Scope(options.hasFunction, options.nesting, depth);
  }

  parseMain(): void {
    const tokens = this.#tokens;
    const list: ListNode = { kind: 'list', position: tokens.peek().position, nodes: [] };
    while (tokens.peek().kind !== 'end of input') {
      if (tokens.peek().kind === 'left delimiter') {
        const delimiter = tokens.next();
        const word = tokens.nextNonSpace();
        if (tokens.isKeyword(word, 'define')) {
          this.#inner().#parseDefine();
          continue;
        }
        tokens.putBack(delimiter, word);
      }
      const node = this.#textOrAction();
      list.nodes.push('closing' in node ? tokens.fail(`unexpected {{${node.closing}}}`) : node);
    }
    this.#add(this.#options.name, list);
  }

  #inner(): DefinitionParser {
    return new DefinitionParser(this.#lexer, this.#options, this.#templates, this.#scope.depth);
  }

  #add(name: ByteString, list: ListNode): void {
    const known = this.#templates.get(name);
    if (known === undefined || isEmpty(known)) {
      this.#templates.set(name, list);
    } else if (!isEmpty(list)) {
      this.#tokens.fail(`template: multiple definition of template ${quoteString(name)}`);
    }
  }

  #unquote(token: Token): ByteString {
    return unquoteString(token.text) ?? this.#tokens.fail('invalid syntax');
  }

  #parseDefine(): void {
    const context = 'define clause';
    const name = this.#unquote(this.#tokens.expect(['string', 'raw string'], context));
    this.#tokens.expect(['right delimiter'], context);
    this.#parseBody(name, context);
  }

  #parseBody(name: ByteString, context: string): void {
    const [list, { closing }] = this.#list();
    if (closing !== 'end') this.#tokens.fail(`unexpected {{${closing}}} in ${context}`);
    this.#add(name, list);
  }

  #list(): [ListNode, Closing] {
    const tokens = this.#tokens;
    return this.#scope.nested(tokens, () => {
      const list: ListNode = { kind: 'list', position: tokens.peekNonSpace().position, nodes: [] };
      while (tokens.peekNonSpace().kind !== 'end of input') {
        const node = this.#textOrAction();
        if ('closing' in node) return [list, node];
        list.nodes.push(node);
      }
      return tokens.fail('unexpected EOF');
    });
  }

  #textOrAction(): Statement | Closing {
    const tokens = this.#tokens;
    const token = tokens.nextNonSpace();
    if (token.kind === 'text') return { kind: 'text', position: token.position, text: token.text };
    if (token.kind !== 'left delimiter') return tokens.unexpected(token, 'input');
    tokens.actionLine = token.line;
    const node = this.#action();
    tokens.actionLine = 0;
    return node;
  }

  #action(): Statement | Closing {
    const tokens = this.#tokens;
    const token = tokens.nextNonSpace();
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'block':
          return this.#block();
        case 'break':
        case 'continue':
          return this.#jump(token.text, token.position);
        case 'else':
          return this.#else();
        case 'end':
          tokens.expect(['right delimiter'], 'end');
          return { closing: 'end' };
        case 'if':
        case 'range':
        case 'with':
          return this.#branch(token.text);
        case 'template':
          return this.#template();
      }
    }
    tokens.putBack(token);
    const pipe = parsePipe(tokens, this.#scope, 'command', 'right delimiter');
    return { kind: 'action', position: token.position, pipe };
  }

  #jump(kind: 'break' | 'continue', position: number): JumpNode {
    const token = this.#tokens.nextNonSpace();
    if (token.kind !== 'right delimiter') this.#tokens.unexpected(token, `{{${kind}}}`);
    if (this.#rangeDepth === 0) this.#tokens.fail(`{{${kind}}} outside {{range}}`);
    return { kind, position };
  }

  #else(): Closing {
    // the `if` of `else if` stays to be read by the branch
    const next = this.#tokens.peekNonSpace();
    const goesOn = this.#tokens.isKeyword(next, 'if') || this.#tokens.isKeyword(next, 'with');
    if (!goesOn) this.#tokens.expect(['right delimiter'], 'else');
    return { closing: 'else' };
  }

  #branch(kind: BranchNode['kind']): BranchNode {
    return this.#scope.withVariables(() => {
      const pipe = parsePipe(this.#tokens, this.#scope, kind, 'right delimiter');
      if (kind === 'range') this.#rangeDepth += 1;
      const [list, { closing }] = this.#list();
      if (kind === 'range') this.#rangeDepth -= 1;
      const otherwise = closing === 'else' ? this.#otherwise(kind) : undefined;
      return { kind, position: pipe.position, pipe, list, otherwise };
    });
  }

  #otherwise(kind: BranchNode['kind']): ListNode {
    const tokens = this.#tokens;
    const next = tokens.peek();
    if (kind !== 'range' && tokens.isKeyword(next, kind)) {
      tokens.next();
      const branch = this.#scope.nested(tokens, () => this.#branch(kind));
      return { kind: 'list', position: next.position, nodes: [branch] };
    }
    const [list, { closing }] = this.#list();
    if (closing !== 'end') tokens.fail(`expected end; found {{${closing}}}`);
    return list;
  }

  #templateName(token: Token, context: string): ByteString {
    const named = token.kind === 'string' || token.kind === 'raw string';
    return named ? this.#unquote(token) : this.#tokens.unexpected(token, context);
  }

  #block(): TemplateNode {
    const context = 'block clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const pipe = parsePipe(this.#tokens, this.#scope, context, 'right delimiter');
    this.#inner().#parseBody(name, context);
    return { kind: 'template', position: token.position, name, pipe };
  }

  #template(): TemplateNode {
    const context = 'template clause';
    const token = this.#tokens.nextNonSpace();
    const name = this.#templateName(token, context);
    const next = this.#tokens.nextNonSpace();
    if (next.kind === 'right delimiter') return { kind: 'template', position: token.position, name, pipe: undefined };
    this.#tokens.putBack(next);
    const pipe = parsePipe(this.#tokens, this.#scope, context, 'right delimiter');
    return { kind: 'template', position: token.position, name, pipe };
  }
}

/** Parses a template. Throws SyntaxFailure. */
export function parseTemplate(source: ByteString, options: ParseOptions): TemplateSet {
  const templates: TemplateSet = new Map();
  new DefinitionParser(new Lexer(source), options, templates, 0).parseMain();
  return templates;
}
