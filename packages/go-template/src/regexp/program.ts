import { Failure } from '../failure.ts';
import { type Assertion, type CodeTest, canBeEmpty, type Expression } from './syntax.ts';

/** One instruction of the machine that matches. */
export type Instruction =
  | { readonly kind: 'one'; readonly test: CodeTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'save'; readonly slot: number }
  /** Goes on at both places; the first is preferred. */
  | { kind: 'split'; first: number; second: number }
  | { kind: 'jump'; target: number }
  | { readonly kind: 'match' };

// repeats inside repeats multiply: Go stops at a similar size
const LARGEST_PROGRAM = 20_000;

class Compiler {
  readonly program: Instruction[] = [];

  emit(instruction: Instruction): number {
    if (this.program.length >= LARGEST_PROGRAM) throw new Failure('error parsing regexp: expression too large');
    this.program.push(instruction);
    return this.program.length - 1;
  }

  compile(expression: Expression): void {
    switch (expression.kind) {
      case 'empty':
        return;
      case 'one':
      case 'assertion':
        this.emit(expression);
        return;
      case 'group':
        this.emit({ kind: 'save', slot: expression.index * 2 });
        this.compile(expression.inner);
        this.emit({ kind: 'save', slot: expression.index * 2 + 1 });
        return;
      case 'sequence':
        for (const item of expression.items) this.compile(item);
        return;
      case 'choice':
        this.#choice(expression.items);
        return;
      case 'repeat':
        this.#repeat(expression);
    }
  }

  #choice(items: readonly Expression[]): void {
    const ends: number[] = [];
    for (const [index, item] of items.entries()) {
      if (index === items.length - 1) {
        this.compile(item);
        break;
      }
      const split = this.#split(true);
      this.compile(item);
      ends.push(this.emit({ kind: 'jump', target: 0 }));
      split.leave();
    }
    for (const end of ends) this.#jumpHere(end);
  }

  #jumpHere(at: number): void {
    const jump = this.program[at];
    if (jump?.kind === 'jump') jump.target = this.program.length;
  }

  /** Goes into what follows, or past it to where `leave` is called; a greedy one prefers to go in. */
  #split(greedy: boolean): { at: number; leave: () => void } {
    const split: Instruction = { kind: 'split', first: 0, second: 0 };
    const at = this.emit(split);
    const inside = at + 1;
    return {
      at,
      leave: () => {
        split.first = greedy ? inside : this.program.length;
        split.second = greedy ? this.program.length : inside;
      },
    };
  }

  #repeat({ inner, least, most, greedy }: Expression & { kind: 'repeat' }): void {
    const endless = most === Number.POSITIVE_INFINITY;
    if (endless && least === 0 && canBeEmpty(inner)) {
      // x* of what can be empty is (x+)?, or empty rounds would count as matches
      this.#repeat({
        kind: 'repeat',
        inner: { kind: 'repeat', inner, least: 1, most, greedy },
        least: 0,
        most: 1,
        greedy,
      });
      return;
    }
    for (let round = 0; round < least - (endless ? 1 : 0); round += 1) this.compile(inner);
    if (endless && least > 0) {
      const start = this.program.length;
      this.compile(inner);
      const at = this.program.length;
      this.emit({ kind: 'split', first: greedy ? start : at + 1, second: greedy ? at + 1 : start });
    } else if (endless) {
      const split = this.#split(greedy);
      this.compile(inner);
      this.emit({ kind: 'jump', target: split.at });
      split.leave();
    } else {
      const splits = [];
      for (let round = least; round < most; round += 1) {
        splits.push(this.#split(greedy));
        this.compile(inner);
      }
      for (const split of splits) split.leave();
    }
  }
}

/** Turns an expression into a program. Throws Failure when it would be too large. */
export function compileProgram(expression: Expression): readonly Instruction[] {
  const compiler = new Compiler();
  compiler.compile({ kind: 'group', index: 0, inner: expression });
  compiler.emit({ kind: 'match' });
  return compiler.program;
}
