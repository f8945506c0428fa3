import type { Outcome } from '@kubeherald/sink-host';
import type { Entry, Sequence } from '../record.ts';
import { Ahead } from './ahead.ts';
import { fill, readUntil } from './fill.ts';
import { atOnce, type Pass } from './gate.ts';
import type { Parts } from './parts.ts';
import { flatten, persist } from './persist.ts';
import { isUnproven, newPiece, type Piece } from './piece.ts';
import type { ReadLimit, ReadResult, Worker } from './ports.ts';
import { Progress } from './progress.ts';
import { Settlement } from './settlement.ts';
import { Window } from './window.ts';

/** Enough to read the journal's next entry from a busy disk, should the suspect be due already. */
const lookMs = 100;
/** While the circuit keeps the suspect waiting, which another worker may close any moment. */
const longestLookMs = 5_000;

type Wanted = (entry: Entry) => boolean;

/** One worker of a lane and the part of the journal that is its own: reads, delivers, acknowledges, one batch at a time. */
export class Shard {
  readonly #parts: Parts;
  readonly #index: number;
  readonly #worker: Worker;
  readonly #progress: Progress;
  readonly #settlement: Settlement;
  readonly #ahead = new Ahead();
  readonly #wants: Wanted;
  /** The same, and notes what it says yes to. */
  readonly #wanted: Wanted;
  readonly #limit: ReadLimit;
  readonly #one: ReadLimit;
  /** Obtained before the batch was read, and not yet used. */
  #pass: Pass | undefined;
  /** What was wanted up to here was read, or is being read; what of it is above the position is not settled. */
  #through: Sequence = 0;
  /** Being tried ahead of its turn. */
  #trying: Sequence = 0;

  constructor(parts: Parts, index: number, count: number, worker: Worker) {
    const { cursor, clock, condition, signal, wanted, delivery } = parts;
    this.#parts = parts;
    this.#index = index;
    this.#worker = worker;
    this.#progress = new Progress(cursor, index, clock, condition, signal);
    this.#settlement = new Settlement(parts, index, this.#progress);
    const ahead = this.#ahead;
    const wants: Wanted =
      count === 1
        ? (entry) => wanted(entry) && !ahead.has(entry)
        : (entry) => entry.objectKey % count === index && wanted(entry) && !ahead.has(entry);
    this.#wants = wants;
    this.#wanted = (entry) => {
      if (!wants(entry)) return false;
      this.#through = entry.sequence;
      return true;
    };
    this.#limit = { maxEvents: delivery.maxEvents, maxBytes: delivery.maxBytes };
    this.#one = { maxEvents: 1, maxBytes: delivery.maxBytes };
  }

  /** Everything of this shard at or below it is settled. */
  get position(): Sequence {
    return this.#progress.position;
  }

  /** Whether a wanted entry of this shard was read and is not acknowledged yet. */
  holds(entry: Pick<Entry, 'sequence'>): boolean {
    const { sequence } = entry;
    if (sequence === this.#trying || this.#ahead.has(entry)) return true;
    return sequence <= this.#through && sequence > this.#progress.position;
  }

  /** Delivers until the lane's signal aborts; resolves then, once the batch in flight is settled or handed back. */
  async run(): Promise<void> {
    const { signal, condition, clock } = this.#parts;
    const step = () => this.#step();
    try {
      while (!signal.aborted) await persist(step, this, condition, clock, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Brings what is settled to the cursor; answers with the error that prevents it. */
  flush(): Promise<unknown> {
    return this.#progress.flush();
  }

  async #step(): Promise<void> {
    const { entries, through } = await this.#read();
    // The last one that was looked at may not have fitted in.
    this.#through = entries.at(-1)?.sequence ?? 0;
    if (entries.length === 0) this.#progress.passOver(through);
    else await this.#settle(new Window(this.#parts.name, this.#index, entries, through));
  }

  async #read(): Promise<ReadResult> {
    const { reader, delivery, gate, clock, signal } = this.#parts;
    const after = this.#progress.position;
    let seenAt: number | undefined;
    if (delivery.rateLimit) {
      // The batch is read as late as possible: what arrives while it waits for its turn still joins it.
      const found = await reader.read(after, this.#one, this.#wanted, signal);
      if (found.entries.length === 0) return found;
      seenAt = clock.now();
      this.#pass ??= await gate.pass(atOnce);
      if (this.#pass === 'probe') return found;
    }
    const begun = await reader.read(after, this.#limit, this.#wanted, signal);
    if (delivery.lingerMs <= 0 || begun.entries.length === 0) return begun;
    const until = (seenAt ?? clock.now()) + delivery.lingerMs;
    return fill(reader, begun, this.#limit, this.#wanted, until, clock, signal);
  }

  async #settle(window: Window): Promise<void> {
    const { gate, evidence, retry } = this.#parts;
    for (let piece = window.next(); piece !== undefined; piece = window.next()) {
      // Not at the first crash, which may be anyone's: what is delivered ahead is acknowledged late, and repeats after a kill.
      if (piece.attempt >= retry.aheadAfter && window.isAside(piece) && isUnproven(piece, evidence)) {
        await this.#lookAhead(window, piece);
        this.#trying = 0;
      }
      const pass = this.#takePass() ?? gate.tryPass(piece) ?? (await gate.pass(piece));
      const part = pass === 'probe' ? window.single(piece) : piece;
      const outcome = await this.#deliver(part);
      await this.#settlement.apply(window, part, pass, outcome);
    }
    this.#ahead.forget(window.through);
  }

  #takePass(): Pass | undefined {
    const pass = this.#pass;
    this.#pass = undefined;
    return pass;
  }

  /** Tries one event from behind the window, to learn whether the sink or `suspect` is at fault; gives up when `suspect` is due. */
  async #lookAhead(window: Window, suspect: Piece): Promise<void> {
    const { reader, gate, clock, signal, evidence, condition, observer, tally, name } = this.#parts;
    for (;;) {
      const { after, allows } = this.#ahead.look(window);
      const wanted = (entry: Entry) => {
        if (!this.#wants(entry) || !allows(entry)) return false;
        this.#trying = entry.sequence;
        return true;
      };
      const until = Math.min(Math.max(gate.earliest(suspect), clock.now() + lookMs), clock.now() + longestLookMs);
      const found = await readUntil(reader, after, this.#one, wanted, until, clock, signal);
      if (found === undefined) return this.#ahead.restart();
      const [entry] = found.entries;
      if (entry === undefined) {
        this.#ahead.passOver(found.through);
        continue;
      }
      const piece = newPiece(name, this.#index, [entry]);
      const pass = gate.tryPass(atOnce) ?? (await gate.pass(atOnce));
      const outcome = await this.#deliver(piece);
      if (outcome.kind === 'accepted' || (outcome.kind === 'partial' && outcome.refusals.length === 0)) {
        this.#ahead.delivered(entry);
        evidence.accepted += 1;
        tally.delivered += 1;
        gate.answered();
        observer.delivered(piece.entries, clock.now());
        return;
      }
      this.#ahead.refused(entry);
      if (outcome.kind === 'misconfigured') this.#parts.misconfigured(outcome.error);
      else if (outcome.kind === 'retry') gate.failed(pass, outcome.retryAfterMs ?? 0);
      else if (outcome.kind === 'broken') {
        if (outcome.reason === 'deadline') evidence.slow += 1;
        gate.failed(pass, 0);
      } else gate.answered();
      condition.attempts();
      return;
    }
  }

  /** Hands the piece to the worker. Throws the signal's reason when the lane has given up on it meanwhile. */
  async #deliver(piece: Piece): Promise<Outcome> {
    const { clock, observer, tally, delivery, condition, abandoned } = this.#parts;
    piece.attempt += 1;
    piece.tried += 1;
    tally.inFlight += piece.entries.length;
    condition.attempts();
    const startedAt = clock.now();
    const batch = { id: piece.id, attempt: piece.attempt, events: piece.events };
    let outcome: Outcome;
    try {
      outcome = await this.#worker.deliver(batch, delivery.timeoutMs);
    } catch (error) {
      outcome = { kind: 'broken', reason: 'crashed', error: flatten(error) };
    } finally {
      tally.inFlight -= piece.entries.length;
    }
    abandoned.throwIfAborted();
    observer.attempted(clock.now() - startedAt, piece.attempt > 1);
    return outcome;
  }
}
