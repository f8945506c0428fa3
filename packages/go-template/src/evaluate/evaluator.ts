import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { textOf } from '../format/print.ts';
import type { BranchNode, ListNode, Node, PipeNode, Statement, TemplateNode } from '../parse/node.ts';
import type { TemplateSet } from '../parse/parse.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { isTrue } from '../values/equal.ts';
import { indirect, sortedEntries } from '../values/inspect.ts';
import { addressed, goInteger, unaddressed, unboxed } from '../values/make.ts';
import type { GoFunction } from '../values/type.ts';
import { INVALID, type IntegerValue, type Value } from '../values/value.ts';
import { Commands } from './commands.ts';
import { printableText } from './printable.ts';
import { Variables } from './variables.ts';
import type { Writer } from './writer.ts';

/** Go's own error at execution, with the node it names. */
export class ExecutionFailure extends Failure {
  readonly node: Node;
  readonly executing: ByteString;

  constructor(text: ByteString, node: Node, executing: ByteString, options?: ErrorOptions) {
    super(text);
    this.node = node;
    this.executing = executing;
    this.cause = options?.cause;
  }
}

// what a template usually has inside, so that endless recursion is told from deep nesting
const TEMPLATE_LEVELS = 20;

type Flow = 'on' | 'break' | 'continue';

/** Runs templates: walks the statements, writes text and values. */
export class Evaluator {
  readonly #templates: TemplateSet;
  readonly #environment: Environment;
  readonly #writer: Writer;
  readonly #commands: Commands;
  /** The node that an error would name. */
  node: Node;
  executing: ByteString;

  constructor(
    templates: TemplateSet,
    functions: ReadonlyMap<ByteString, GoFunction>,
    environment: Environment,
    writer: Writer,
    start: { name: ByteString; list: ListNode },
  ) {
    this.#templates = templates;
    this.#environment = environment;
    this.#writer = writer;
    this.node = start.list;
    this.executing = start.name;
    this.#commands = new Commands(this, functions, environment);
  }

  /** Marks the node that an error would name from now on. */
  at(node: Node): void {
    this.node = node;
  }

  /** Throws Go's error for the current node. */
  fail(text: ByteString, cause?: unknown): never {
    throw new ExecutionFailure(text, this.node, this.executing, { cause });
  }

  /** Runs the main template. Throws ExecutionFailure, LimitReached. */
  run(list: ListNode, data: Value): void {
    this.#list(list, data, new Variables(data));
  }

  #list(list: ListNode, dot: Value, variables: Variables): Flow {
    this.at(list);
    return this.#environment.budget.nested(() => {
      for (const node of list.nodes) {
        const flow = this.#statement(node, dot, variables);
        if (flow !== 'on') return flow;
      }
      return 'on';
    });
  }

  #statement(node: Statement, dot: Value, variables: Variables): Flow {
    this.at(node);
    this.#environment.budget.spend();
    switch (node.kind) {
      case 'text':
        this.#writer.literal(node.text);
        return 'on';
      case 'action':
        this.#action(node.pipe, node, dot, variables);
        return 'on';
      case 'if':
      case 'with':
        return variables.local(() => this.#branch(node, dot, variables));
      case 'range':
        return variables.local(() => this.#range(node, dot, variables));
      case 'template':
        this.#template(node, dot, variables);
        return 'on';
      default:
        return node.kind;
    }
  }

  #action(pipe: PipeNode, node: Node, dot: Value, variables: Variables): void {
    const value = this.#commands.pipe(pipe, dot, variables);
    if (pipe.declared.length > 0) return;
    this.at(node);
    this.#writer.value(printableText(value, this.#environment), pipe);
  }

  #branch(node: BranchNode, dot: Value, variables: Variables): Flow {
    const value = this.#commands.pipe(node.pipe, dot, variables);
    if (isTrue(unboxed(value))) return this.#list(node.list, node.kind === 'with' ? value : dot, variables);
    return node.otherwise === undefined ? 'on' : this.#list(node.otherwise, dot, variables);
  }

  #range(node: BranchNode, dot: Value, variables: Variables): Flow {
    const { value, isNil } = indirect(this.#commands.pipe(node.pipe, dot, variables));
    const items = isNil && value.kind === 'interface' ? this.#notIterable(value) : this.#items(value, node.pipe);
    let empty = true;
    for (const [index, element] of items) {
      empty = false;
      this.#environment.budget.spend();
      const flow = variables.local(() => {
        this.#setRangeVariables(node.pipe, index, element, variables);
        return this.#list(node.list, element, variables);
      });
      if (flow === 'break') return 'on';
    }
    return empty && node.otherwise !== undefined ? this.#list(node.otherwise, dot, variables) : 'on';
  }

  #notIterable(value: Value): never {
    return this.fail(`range can't iterate over ${textOf(unaddressed(value), this.#environment)}`);
  }

  #items(value: Value, pipe: PipeNode): Iterable<readonly [Value, Value]> {
    switch (value.kind) {
      case 'invalid':
        return [];
      case 'integer':
        if (pipe.declared.length > 1) {
          this.fail(`can't use ${value.integer} to iterate over more than one variable`);
        }
        return countTo(value);
      case 'slice':
        return each(value.elements ?? []);
      case 'map':
        // They are sorted before the first is used, and a break may leave the others.
        this.#environment.budget.spend(value.entries?.size ?? 0);
        return sortedEntries(value).map((entry) => [entry.key, entry.value] as const);
      default:
        return this.#notIterable(value);
    }
  }

  #setRangeVariables(pipe: PipeNode, index: Value, element: Value, variables: Variables): void {
    const [first, second] = pipe.declared;
    if (first === undefined) return;
    if (!pipe.assigns) {
      variables.setTop(1, element);
      if (second !== undefined) variables.setTop(2, index);
      return;
    }
    this.#commands.assign(first.name, second === undefined ? element : index, variables);
    if (second !== undefined) this.#commands.assign(second.name, element, variables);
  }

  #template(node: TemplateNode, dot: Value, variables: Variables): void {
    const list = this.#templates.get(node.name) ?? this.fail(`template ${quoteString(node.name)} not defined`);
    const { budget } = this.#environment;
    if (!budget.hasRoom(TEMPLATE_LEVELS)) {
      budget.stop(`exceeded maximum template depth (${budget.limits.nesting})`);
    }
    const data = node.pipe === undefined ? INVALID : this.#commands.pipe(node.pipe, dot, variables);
    const caller = this.executing;
    this.executing = node.name;
    this.#list(list, data, new Variables(data));
    this.executing = caller;
  }
}

/** One at a time: a break leaves the others untouched. */
function* each(elements: readonly Value[]): Generator<readonly [Value, Value]> {
  for (const [index, element] of elements.entries()) yield [goInteger(index), addressed(element)];
}

function* countTo(limit: IntegerValue): Generator<readonly [Value, Value]> {
  for (let number = 0n; number < limit.integer; number += 1n) yield [INVALID, goInteger(number, limit.type)];
}
