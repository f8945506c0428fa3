import type { ByteString } from '../text/bytes.ts';
import type { Value } from '../values/value.ts';

/** The variables of one running template; a later one hides an earlier one of its name. */
export class Variables {
  readonly #names: ByteString[] = ['$'];
  readonly #values: Value[];

  constructor(data: Value) {
    this.#values = [data];
  }

  push(name: ByteString, value: Value): void {
    this.#names.push(name);
    this.#values.push(value);
  }

  get(name: ByteString): Value | undefined {
    return this.#values[this.#names.lastIndexOf(name)];
  }

  /** Gives a variable another value; false when there is none of the name. */
  set(name: ByteString, value: Value): boolean {
    const index = this.#names.lastIndexOf(name);
    if (index < 0) return false;
    this.#values[index] = value;
    return true;
  }

  /** Sets a variable by its place, counted from the last one, which is 1. */
  setTop(place: number, value: Value): void {
    this.#values[this.#values.length - place] = value;
  }

  /** Runs something whose variables end with it. */
  local<T>(run: () => T): T {
    const before = this.#names.length;
    const result = run();
    this.#names.length = before;
    this.#values.length = before;
    return result;
  }
}
