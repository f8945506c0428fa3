import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import type { Node, Operand } from '../parse/node.ts';
import { nodeText } from '../parse/node-text.ts';
import { canBeNil, isAssignable, isIntegerType } from '../values/assign.ts';
import { isTrue } from '../values/equal.ts';
import {
  addressed,
  boxed,
  goBool,
  goFloat,
  goInteger,
  goString,
  isUnsigned,
  unaddressed,
  unboxed,
  zeroOf,
} from '../values/make.ts';
import { type GoType, pointerTo, type Signature, typeName } from '../values/type.ts';
import { INVALID, type Value } from '../values/value.ts';
import type { Commands, Place } from './commands.ts';
import type { Evaluator } from './evaluator.ts';

/** A function or bound method, and the words it is called with. */
export interface Call {
  readonly signature: Signature;
  run(values: readonly Value[]): Value;
  /** What an error of the function itself names. */
  readonly node: Node;
  readonly place: Place;
  readonly words: readonly Operand[];
  /** What the pipeline gives as the last argument. */
  readonly final: Value | undefined;
}

type ParameterType = GoType | 'reflect';

function parameterAt({ parameters, variadic }: Signature, index: number): ParameterType {
  const last = parameters.length - 1;
  return parameters[variadic ? Math.min(index, last) : index] ?? 'reflect';
}

/** Calls functions and methods: counts and evaluates their arguments, checks and converts types. */
export class Calls {
  readonly #evaluator: Evaluator;
  readonly #commands: Commands;
  readonly #environment: Environment;

  constructor(evaluator: Evaluator, commands: Commands, environment: Environment) {
    this.#evaluator = evaluator;
    this.#commands = commands;
    this.#environment = environment;
  }

  call(call: Call): Value {
    const { signature, words, final, place } = call;
    const { name } = signature;
    this.#checkCount(call);
    this.#checkResults(signature);
    this.#environment.budget.spend();
    if (signature.special === 'short circuit') return this.#shortCircuit(call);
    const values = words.map((word, index) => this.argument(word, parameterAt(signature, index), place));
    if (final !== undefined) values.push(this.#fit(final, parameterAt(signature, values.length)));
    if (signature.special === 'call') return this.#refuseCall(call, values);
    const passed = values.map((value, index) => this.#passed(value, parameterAt(signature, index)));
    for (const [index, value] of passed.entries()) {
      if (parameterAt(signature, index) !== 'reflect') this.#charge(value);
    }
    try {
      return call.run(passed);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.#evaluator.at(call.node);
      return this.#evaluator.fail(`error calling ${name}: ${error.text}`, error);
    }
  }

  #checkCount({ signature: { name, parameters, variadic }, words, final }: Call): void {
    const given = words.length + (final === undefined ? 0 : 1);
    const least = parameters.length - 1;
    if (variadic && given < least) {
      this.#evaluator.fail(`wrong number of args for ${name}: want at least ${least} got ${words.length}`);
    }
    if (!variadic && given !== parameters.length) {
      this.#evaluator.fail(`wrong number of args for ${name}: want ${parameters.length} got ${given}`);
    }
  }

  #checkResults({ name, results }: Signature): void {
    if (results.length === 1 || (results.length === 2 && results[1] === 'error')) return;
    if (results.length === 2) {
      const second = `second return value should be error; is ${results[1]}`;
      this.#evaluator.fail(`invalid function signature for ${name}: ${second}`);
    }
    this.#evaluator.fail(`function ${name} has ${results.length} return values; should be 1 or 2`);
  }

  #shortCircuit({ signature, words, final, place }: Call): Value {
    let value: Value = INVALID;
    for (const word of words) {
      value = this.argument(word, 'reflect', place);
      if (isTrue(unboxed(value)) === (signature.name === 'or')) return value;
    }
    return final === undefined ? value : this.#fit(final, 'reflect');
  }

  /** Templates get no function values from data, so `call` can only say that there is none. */
  #refuseCall({ node, words, final }: Call, values: readonly Value[]): never {
    const [first = INVALID] = values;
    const callee = unboxed(first);
    const [word] = words;
    const name = word === undefined ? (final?.kind === 'string' ? final.text : '') : nodeText(word);
    this.#evaluator.at(node);
    if (callee.kind === 'invalid') return this.#evaluator.fail('error calling call: call of nil');
    return this.#evaluator.fail(`error calling call: non-function ${name} of type ${callee.type.name}`);
  }

  /** Counts the size of what a function gets: it may go through all of it. Built-ins that look at one place do not. */
  #charge(value: Value): void {
    const given = value.kind === 'interface' ? value.inner : value;
    const { budget } = this.#environment;
    if (given?.kind === 'string') budget.handle(given.text.length);
    else if (given?.kind === 'slice') budget.spend(given.elements?.length ?? 0);
    else if (given?.kind === 'map') budget.spend(given.entries?.size ?? 0);
  }

  /** What the function gets: a copy without address, in an interface where the parameter is one. */
  #passed(value: Value, type: ParameterType): Value {
    if (type === 'reflect') return value;
    return type.kind === 'interface' && type.wants.length === 0 ? boxed(value) : unaddressed(value);
  }

  argument(node: Operand, type: ParameterType | undefined, place: Place): Value {
    const evaluator = this.#evaluator;
    evaluator.at(node);
    switch (node.kind) {
      case 'dot':
        return this.#fit(place.dot, type);
      case 'nil':
        if (type === 'reflect') return INVALID;
        if (type === undefined || !canBeNil(type))
          return evaluator.fail(`cannot assign nil to ${typeName(type ?? 'reflect')}`);
        return zeroOf(type);
      case 'field':
      case 'variable':
      case 'chain':
        return this.#fit(this.#commands.access(node, place, [], undefined), type);
      case 'pipe':
        return this.#fit(this.#commands.pipe(node, place.dot, place.variables), type);
      case 'identifier':
        return this.#fit(this.#commands.call(node, node, place, [], undefined), type);
      default:
        return this.#literal(node, type);
    }
  }

  #literal(node: Operand, type: ParameterType | undefined): Value {
    const evaluator = this.#evaluator;
    const wrong = (wanted: string): never => evaluator.fail(`expected ${wanted}; found ${nodeText(node)}`);
    if (type === undefined || type === 'reflect') return this.#commands.constant(node);
    const number = node.kind === 'number' ? node.number : undefined;
    if (isIntegerType(type)) {
      const integer = isUnsigned(type.kind) ? number?.unsigned : number?.integer;
      return integer === undefined
        ? wrong(isUnsigned(type.kind) ? 'unsigned integer' : 'integer')
        : goInteger(integer, type);
    }
    switch (type.kind) {
      case 'bool':
        return node.kind === 'bool' ? goBool(node.value, type) : wrong('bool');
      case 'string':
        return node.kind === 'string' ? goString(node.value, type) : wrong('string');
      case 'float32':
      case 'float64':
        return number?.float === undefined ? wrong('float') : goFloat(number.float, type);
      case 'interface':
        if (type.wants.length === 0) return this.#commands.constant(node);
    }
    return evaluator.fail(`can't handle ${nodeText(node)} for arg of type ${type.name}`);
  }

  /** Checks that a value has the type of a parameter, or makes it so by one pointer more or less. */
  #fit(given: Value, type: ParameterType | undefined): Value {
    if (type === undefined || type === 'reflect') return given;
    let value = given;
    if (value.kind === 'invalid') {
      return canBeNil(type) ? zeroOf(type) : this.#evaluator.fail(`invalid value; expected ${type.name}`);
    }
    if (isAssignable(value.type, type)) return value;
    if (value.kind === 'interface' && value.inner !== undefined && value.inner.kind !== 'invalid') {
      value = value.inner;
      if (isAssignable(value.type, type)) return value;
    }
    if (value.kind === 'pointer' && isAssignable(value.type.element, type)) {
      return value.target === undefined
        ? this.#evaluator.fail(`dereference of nil pointer of type ${type.name}`)
        : addressed(value.target);
    }
    if (value.kind === 'struct' && value.addressable && isAssignable(pointerTo(value.type), type)) {
      return { kind: 'pointer', type: pointerTo(value.type), target: value, address: 1n };
    }
    return this.#evaluator.fail(`wrong type for value; expected ${type.name}; got ${value.type.name}`);
  }
}
