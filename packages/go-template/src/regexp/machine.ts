import type { Budget } from '../budget.ts';
import type { ByteString } from '../text/bytes.ts';
import { type Rune, runeAt } from '../text/rune.ts';
import { isWordCode } from './classes.ts';
import type { Instruction } from './program.ts';
import type { Assertion } from './syntax.ts';

/** Starts and ends of the groups, in turn, as bytes of the text; -1 where a group took no part. */
export type Match = readonly number[];

interface Thread {
  readonly at: number;
  readonly slots: Match;
}

// the machine's own steps are far smaller than the evaluator's
const MACHINE_STEPS = 16;

function runeBefore(text: ByteString, index: number): Rune | undefined {
  for (let size = 1; size <= 4 && size <= index; size += 1) {
    const rune = runeAt(text, index - size);
    if (rune.size === size) return rune;
  }
  return index > 0 ? runeAt(text, index - 1) : undefined;
}

function holds(assertion: Assertion, text: ByteString, index: number): boolean {
  switch (assertion) {
    case 'text start':
      return index === 0;
    case 'text end':
      return index === text.length;
    case 'line start':
      return index === 0 || text.charAt(index - 1) === '\n';
    case 'line end':
      return index === text.length || text.charAt(index) === '\n';
    default: {
      const before = isWordCode(runeBefore(text, index)?.code);
      const after = isWordCode(index < text.length ? runeAt(text, index).code : undefined);
      return (before !== after) === (assertion === 'word boundary');
    }
  }
}

/**
 * Runs a program over a text: all possibilities side by side, in their order of preference, so that the time grows with
 * the text and the program and not with their possibilities (Pike's machine).
 */
export class Machine {
  readonly #program: readonly Instruction[];
  readonly #groups: number;
  readonly #budget: Budget;
  readonly #visited: Int32Array;
  #generation = 0;
  #steps = 0;

  constructor(program: readonly Instruction[], groups: number, budget: Budget) {
    this.#program = program;
    this.#groups = groups;
    this.#budget = budget;
    this.#visited = new Int32Array(program.length);
  }

  /** The leftmost match from an index on, of several the preferred. Throws LimitReached. */
  find(text: ByteString, from: number): Match | undefined {
    let threads: Thread[] = [];
    let best: Match | undefined;
    const none: Match = Array.from({ length: this.#groups * 2 }, () => -1);
    for (let index = from; ; ) {
      this.#generation += 1;
      // the threads that were there are preferred to one that begins here
      const here: Thread[] = [];
      for (const thread of threads) this.#follow(thread, text, index, here);
      if (best === undefined) this.#follow({ at: 0, slots: none }, text, index, here);
      if (here.length === 0 && best !== undefined) return best;
      const rune = index < text.length ? runeAt(text, index) : undefined;
      threads = [];
      for (const { at, slots } of here) {
        this.#count();
        const instruction = this.#program[at];
        if (instruction?.kind === 'match') {
          best = slots;
          break;
        }
        if (instruction?.kind === 'one' && rune !== undefined && instruction.test(rune.code)) {
          threads.push({ at: at + 1, slots });
        }
      }
      if (rune === undefined) return best;
      index += rune.size;
    }
  }

  #count(): void {
    this.#steps += 1;
    if (this.#steps % MACHINE_STEPS === 0) this.#budget.spend();
  }

  /** Goes on to the instructions that read a code point, or match. */
  #follow(thread: Thread, text: ByteString, index: number, reached: Thread[]): void {
    const waiting: Thread[] = [thread];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { at, slots } = next;
      if (this.#visited[at] === this.#generation) continue;
      this.#visited[at] = this.#generation;
      this.#count();
      const instruction = this.#program[at];
      switch (instruction?.kind) {
        case 'jump':
          waiting.push({ at: instruction.target, slots });
          break;
        case 'split':
          waiting.push({ at: instruction.second, slots }, { at: instruction.first, slots });
          break;
        case 'save':
          waiting.push({ at: at + 1, slots: slots.with(instruction.slot, index) });
          break;
        case 'assertion':
          if (holds(instruction.assertion, text, index)) waiting.push({ at: at + 1, slots });
          break;
        default:
          reached.push(next);
      }
    }
  }
}
