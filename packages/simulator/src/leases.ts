import type { Clock } from './clock.ts';

interface Lease {
  readonly expiresAt: number;
  readonly keys: Set<string>;
  readonly cancel: () => void;
  /** How many keys were ever attached; etcd's client counts so too. */
  attached: number;
}

/** apiserver, etcd3/lease_manager.go: a lease is shared for 5 % of the TTL, at most a minute, by at most 1000 keys. */
const reuseShare = 0.05;
const reuseMaxMs = 60_000;
const keysPerLease = 1000;

/** When keys expire: as etcd leases that several keys share, so that events go in groups. */
export class Leases {
  readonly #clock: Clock;
  readonly #ttlMs: number;
  readonly #expire: (keys: readonly string[]) => void;
  readonly #byKey = new Map<string, Lease>();
  readonly #open = new Set<Lease>();
  #newest: Lease | undefined;

  /** @param expire called with the keys of a lease that ran out, which are to go in one transaction. */
  constructor(clock: Clock, ttlMs: number, expire: (keys: readonly string[]) => void) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#expire = expire;
  }

  /** Gives `key` a full TTL from now on, on create and on update alike. */
  attach(key: string): void {
    this.detach(key);
    const now = this.#clock.now();
    const newest = this.#newest;
    const lease =
      newest && newest.expiresAt > now + this.#ttlMs && newest.attached < keysPerLease ? newest : this.#grant(now);
    lease.attached += 1;
    lease.keys.add(key);
    this.#byKey.set(key, lease);
  }

  /** `key` is gone or has another lease. */
  detach(key: string): void {
    const lease = this.#byKey.get(key);
    if (!lease) return;
    lease.keys.delete(key);
    this.#byKey.delete(key);
  }

  /** Forgets every lease and timer. */
  clear(): void {
    for (const lease of this.#open) lease.cancel();
    this.#open.clear();
    this.#byKey.clear();
    this.#newest = undefined;
  }

  #grant(now: number): Lease {
    const lasts = this.#ttlMs + Math.min(reuseMaxMs, this.#ttlMs * reuseShare);
    const lease: Lease = {
      expiresAt: now + lasts,
      keys: new Set(),
      cancel: this.#clock.after(lasts, () => this.#end(lease)),
      attached: 0,
    };
    this.#open.add(lease);
    this.#newest = lease;
    return lease;
  }

  #end(lease: Lease): void {
    this.#open.delete(lease);
    if (this.#newest === lease) this.#newest = undefined;
    const keys = [...lease.keys].sort();
    for (const key of keys) this.#byKey.delete(key);
    if (keys.length > 0) this.#expire(keys);
  }
}
