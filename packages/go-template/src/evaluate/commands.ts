import type { Environment } from '../environment.ts';
import type { CommandNode, IdentifierNode, Node, NumberNode, Operand, PipeNode, VariableNode } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import { goBool, goComplex, goFloat, goInteger, goString, unboxed } from '../values/make.ts';
import type { GoFunction, GoType } from '../values/type.ts';
import { INVALID, type Value } from '../values/value.ts';
import { Calls } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { fieldOf } from './fields.ts';
import type { Variables } from './variables.ts';

const LARGEST_INTEGER = 2n ** 63n;

/** Where a command is evaluated: the dot and the variables. */
export interface Place {
  readonly dot: Value;
  readonly variables: Variables;
}

/** Evaluates pipelines, commands and operands. */
export class Commands {
  readonly #evaluator: Evaluator;
  readonly #functions: ReadonlyMap<ByteString, GoFunction>;
  readonly #environment: Environment;
  readonly #calls: Calls;

  constructor(evaluator: Evaluator, functions: ReadonlyMap<ByteString, GoFunction>, environment: Environment) {
    this.#evaluator = evaluator;
    this.#functions = functions;
    this.#environment = environment;
    this.#calls = new Calls(evaluator, this, environment);
  }

  pipe(pipe: PipeNode, dot: Value, variables: Variables): Value {
    this.#evaluator.at(pipe);
    return this.#environment.budget.nested(() => {
      let value: Value | undefined;
      for (const command of pipe.commands) {
        this.#environment.budget.spend();
        value = this.#command(command, { dot, variables }, value);
        if (value.kind === 'interface' && value.type.wants.length === 0) value = unboxed(value);
      }
      const result = value ?? INVALID;
      for (const { name } of pipe.declared) {
        if (pipe.assigns) this.assign(name, result, variables);
        else variables.push(name, result);
      }
      return result;
    });
  }

  assign(name: ByteString, value: Value, variables: Variables): void {
    if (!variables.set(name, value)) this.#evaluator.fail(`undefined variable: ${name}`);
  }

  #command(command: CommandNode, place: Place, final: Value | undefined): Value {
    const { words } = command;
    const [first, ...rest] = words;
    switch (first.kind) {
      case 'field':
      case 'chain':
      case 'variable':
        return this.access(first, place, rest, final);
      case 'identifier':
        return this.call(first, command, place, rest, final);
      case 'pipe':
        this.#refuseArguments(first, rest, final);
        return this.pipe(first, place.dot, place.variables);
    }
    this.#evaluator.at(first);
    this.#refuseArguments(first, rest, final);
    if (first.kind === 'dot') return place.dot;
    if (first.kind === 'nil') return this.#evaluator.fail('nil is not a command');
    return this.constant(first);
  }

  #refuseArguments(first: Operand, rest: readonly Operand[], final: Value | undefined): void {
    if (rest.length > 0 || final !== undefined) {
      this.#evaluator.fail(`can't give argument to non-function ${nodeText(first)}`);
    }
  }

  /** A literal's value where nothing says what type it should have. */
  constant(node: Operand): Value {
    switch (node.kind) {
      case 'bool':
        return goBool(node.value);
      case 'string':
        return goString(node.value);
      case 'number':
        return this.#number(node);
      default:
        return this.#evaluator.fail(`can't evaluate command ${quoteString(nodeText(node))}`);
    }
  }

  #number(node: NumberNode): Value {
    this.#evaluator.at(node);
    const { text, complex, float, integer } = node.number;
    if (complex !== undefined) return goComplex(complex.real, complex.imaginary);
    const isRune = text.startsWith("'");
    const isHexadecimal = /^0[xX]/.test(text) && text.length > 2 && !/[pP]/.test(text);
    if (float !== undefined && !isHexadecimal && !isRune && /[.eEpP]/.test(text)) return goFloat(float);
    if (integer !== undefined && integer >= -LARGEST_INTEGER && integer < LARGEST_INTEGER) return goInteger(integer);
    return this.#evaluator.fail(`${text} overflows int`);
  }

  /** Evaluates `.A.B`, `$x.A` or `(…).A`, the last with arguments when it is a method. */
  access(node: Operand, place: Place, rest: readonly Operand[], final: Value | undefined): Value {
    this.#evaluator.at(node);
    switch (node.kind) {
      case 'field':
        return this.#chain(place.dot, node, node.names, place, rest, final);
      case 'variable':
        return this.#variable(node, place, rest, final);
      case 'chain': {
        if (node.start.kind === 'nil') this.#evaluator.fail(`indirection through explicit nil in ${nodeText(node)}`);
        const start = this.argument(node.start, undefined, place);
        return this.#chain(start, node, node.fields, place, rest, final);
      }
      default:
        return this.constant(node);
    }
  }

  #variable(node: VariableNode, place: Place, rest: readonly Operand[], final: Value | undefined): Value {
    const value = place.variables.get(node.name);
    if (value === undefined) return this.#evaluator.fail(`undefined variable: ${node.name}`);
    if (node.fields.length > 0) return this.#chain(value, node, node.fields, place, rest, final);
    this.#refuseArguments(node, rest, final);
    return value;
  }

  #chain(
    start: Value,
    node: Node,
    names: readonly ByteString[],
    place: Place,
    rest: readonly Operand[],
    final: Value | undefined,
  ): Value {
    let receiver = start;
    for (const [index, name] of names.entries()) {
      this.#environment.budget.spend();
      const last = index === names.length - 1;
      const found = fieldOf(receiver, name, last && (rest.length > 0 || final !== undefined), this.#evaluator);
      receiver = !('method' in found)
        ? found
        : this.#calls.call({
            signature: found.method,
            run: (values) => found.method.call(found.receiver(), values, this.#environment),
            node,
            place,
            words: last ? rest : [],
            final: last ? final : undefined,
          });
    }
    return receiver;
  }

  /** Calls the function that a name stands for. */
  call(node: IdentifierNode, at: Node, place: Place, rest: readonly Operand[], final: Value | undefined): Value {
    this.#evaluator.at(node);
    const signature = this.#functions.get(node.name);
    if (signature === undefined) return this.#evaluator.fail(`${quoteString(node.name)} is not a defined function`);
    return this.#calls.call({
      signature,
      run: (values) => signature.call(values, this.#environment),
      node: at,
      place,
      words: rest,
      final,
    });
  }

  /** Evaluates an operand as an argument of a type; without a type as whatever it is. */
  argument(node: Operand, type: GoType | 'reflect' | undefined, place: Place): Value {
    return this.#calls.argument(node, type, place);
  }
}
