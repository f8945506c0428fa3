import type { Entry, Sequence } from '../record.ts';
import type { Window } from './window.ts';

/**
 * Looks past a window in which only events are left that broke the worker: one later event of another object tells whether
 * the sink or the event is at fault, and keeps such an event from holding up the lane for ever. What was delivered ahead is
 * remembered until the cursor has passed it.
 */
export class Ahead {
  readonly #delivered = new Set<Sequence>();
  #window: Window | undefined;
  #from: Sequence = 0;
  #skipped = new Set<number>();

  /** Whether the entry was delivered ahead of its turn. */
  has(entry: Pick<Entry, 'sequence'>): boolean {
    return this.#delivered.size > 0 && this.#delivered.has(entry.sequence);
  }

  /** Where to look next for this window, and what may not be taken: objects with an earlier event that is still to come. */
  look(window: Window): { readonly after: Sequence; readonly allows: (entry: Entry) => boolean } {
    if (this.#window !== window) {
      this.#window = window;
      this.restart();
    }
    // Kept for as long as looking goes on from here: what was once passed over for its object's sake has not been delivered.
    for (const object of window.objects()) this.#skipped.add(object);
    const skipped = this.#skipped;
    return { after: this.#from, allows: (entry) => !skipped.has(entry.objectKey) };
  }

  /** Nothing was found up to `through`. */
  passOver(through: Sequence): void {
    this.#from = Math.max(this.#from, through);
  }

  /** There is nothing left to look at: begin again behind the window. */
  restart(): void {
    this.#from = this.#window?.through ?? 0;
    this.#skipped = new Set();
  }

  /** The entry was accepted. */
  delivered(entry: Entry): void {
    this.#delivered.add(entry.sequence);
    this.#from = Math.max(this.#from, entry.sequence);
  }

  /** The entry was not accepted; it keeps its turn, and so do the later ones of its object. */
  refused(entry: Entry): void {
    this.#skipped.add(entry.objectKey);
    this.#from = Math.max(this.#from, entry.sequence);
  }

  /** The cursor has passed everything up to `through`. */
  forget(through: Sequence): void {
    for (const sequence of this.#delivered) if (sequence <= through) this.#delivered.delete(sequence);
  }
}
