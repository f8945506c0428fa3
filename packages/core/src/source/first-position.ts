import type { Position } from '../revision.ts';
import { readPosition } from './list.ts';
import type { ScopeContext } from './scope-context.ts';

/** Where a scope begins that takes nothing old: where the server is when this is marked, or else when it is read. */
export class FirstPosition {
  readonly #context: ScopeContext;
  #marked: Promise<Position | undefined> | undefined;

  constructor(context: ScopeContext) {
    this.#context = context;
  }

  /** Asks for the position now. What keeps it from being had shows when it is read. */
  mark(signal: AbortSignal): void {
    const { log, selection } = this.#context;
    this.#marked = readPosition(this.#context, signal).catch((error: unknown) => {
      log.debug({ scope: selection.scope, err: error }, 'the position could not be read yet');
      return undefined;
    });
  }

  /** The marked position, once; without one, that of this moment. Throws what {@link readPosition} does. */
  async read(signal: AbortSignal): Promise<Position> {
    const marked = await this.#marked;
    this.#marked = undefined;
    return marked ?? readPosition(this.#context, signal);
  }
}
