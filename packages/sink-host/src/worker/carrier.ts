import type { Answer, Request } from '../protocol.ts';
import type { Death } from './death.ts';

/** What a call came to: an answer, or whatever runs the sink died of it. */
export type Reply =
  | {
      readonly kind: 'answered';
      readonly answer: Answer;
      /** The thread or process that answered; compared only. */
      readonly place: object;
    }
  | ({ readonly kind: 'died' } & Death);

/** What carries a sink, a thread or a process: one request at a time, replaced when it died, ended by force when it overstays. */
export interface Carrier {
  /** Whether `place` is the one that gets the next call: if not, all that it had is lost. */
  isCurrent(place: object | undefined): boolean;
  /** Asks the sink's end, which is ended by force `limitMs` and the grace later. Never rejects. */
  call(request: Request, limitMs: number): Promise<Reply>;
  /** Aborts the sink's signal and that of the running call. */
  abort(): void;
  /** Ends the running call, and what it runs in with it. */
  kill(): void;
  /** Ends the thread or process; a later call starts a new one. Resolves when it has ended, or after the grace when it is stuck in the kernel. */
  stop(): Promise<void>;
}

/** What every carrier is made with, and who hears of its end. */
export interface CarrierOptions {
  readonly heapMB: number;
  /** Milliseconds between a call's deadline and the end by force. */
  readonly graceMs: number;
  /** It ended without being asked to. `idle`: no call was running, so nobody else is told. */
  readonly onDeath: (death: Death, idle: boolean) => void;
}
