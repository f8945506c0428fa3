import type { Clock } from './clock.ts';
import type { Exchange } from './exchange.ts';
import type { FaultSetting } from './fault-setting.ts';
import { type FaultContext, type FaultHooks, type FaultName, faults, newOnly } from './faults.ts';
import type { Watch } from './watch.ts';

interface SetFault {
  readonly name: FaultName;
  readonly setting: FaultSetting;
  readonly hooks: FaultHooks;
  readonly stop: () => void;
  /** How often it may still strike. */
  left: number;
}

/** A fault that is set, for those who look on. */
export interface ActiveFault {
  readonly name: FaultName;
  readonly setting: FaultSetting;
  /** undefined: without bound. */
  readonly timesLeft: number | undefined;
}

/** The faults that are set. */
export class FaultSet {
  readonly #clock: Clock;
  readonly #context: FaultContext;
  readonly #watches: () => Iterable<Watch>;
  readonly #set = new Set<SetFault>();

  /** @param watches the watches that are open. */
  constructor(clock: Clock, context: FaultContext, watches: () => Iterable<Watch>) {
    this.#clock = clock;
    this.#context = context;
    this.#watches = watches;
  }

  /** Sets a fault; the returned function clears this one. Several, also of one name, act in the order of setting. */
  set(name: FaultName, setting: FaultSetting = {}): () => void {
    const fault: SetFault = {
      name,
      setting,
      hooks: faults[name](setting, this.#context),
      stop: setting.forMs === undefined ? () => {} : this.#clock.after(setting.forMs, () => this.#end(fault)),
      left: setting.times ?? Number.POSITIVE_INFINITY,
    };
    this.#set.add(fault);
    if (setting.open !== false && !newOnly.has(name)) {
      for (const watch of this.#watches()) this.#strike(fault, watch);
    }
    return () => this.#end(fault);
  }

  /** Clears every fault of that name, or all. */
  clear(name?: FaultName): void {
    for (const fault of this.#set) if (name === undefined || fault.name === name) this.#end(fault);
  }

  /** What is set. */
  active(): ActiveFault[] {
    return [...this.#set].map(({ name, setting, left }) => ({
      name,
      setting,
      timesLeft: Number.isFinite(left) ? left : undefined,
    }));
  }

  /** True when a fault answered the request, or leaves it unanswered. */
  request(exchange: Exchange): boolean {
    for (const fault of this.#set) {
      if (!this.#concerns(fault, exchange)) continue;
      const result = fault.hooks.request?.(exchange);
      if (result === undefined) continue;
      this.#spend(fault);
      if (result === 'done') return true;
    }
    return false;
  }

  /** A watch has opened. */
  opened(watch: Watch): void {
    for (const fault of this.#set) this.#strike(fault, watch);
  }

  #strike(fault: SetFault, watch: Watch): void {
    if (watch.ended || !fault.hooks.watch || !this.#concerns(fault, watch.exchange)) return;
    this.#spend(fault);
    fault.hooks.watch(watch);
  }

  #concerns(fault: SetFault, exchange: Exchange): boolean {
    const { verbs, users } = fault.setting;
    if (verbs && !verbs.includes(exchange.target.verb)) return false;
    return users === undefined || users.includes(exchange.user?.name ?? '');
  }

  #spend(fault: SetFault): void {
    fault.left -= 1;
    // A fault that holds watches is over when it is cleared, not when it has struck often enough.
    if (fault.left <= 0 && !fault.hooks.clear) this.#end(fault);
  }

  #end(fault: SetFault): void {
    if (!this.#set.delete(fault)) return;
    fault.stop();
    fault.hooks.clear?.();
  }
}
