/**
 * Whether the destination is worth trying. `failures` counts attempts in a row that failed; of an open circuit also
 * those of its probes. Times are Unix ms.
 */
export type Circuit =
  | { readonly state: 'closed'; readonly failures: number }
  | { readonly state: 'open'; readonly failures: number; readonly until: number }
  | { readonly state: 'probing'; readonly failures: number };

export interface CircuitPolicy {
  /** Failures in a row, over all workers of the lane, that open the circuit. */
  readonly openAfter: number;
  /** Wait before the first probe; doubles with each probe that fails. */
  readonly probeMs: number;
  readonly maxProbeMs: number;
}

/**
 * Five attempts take about eight seconds of backoff, longer than a rolling restart of most destinations' frontends and short
 * enough that a destination that is down sees little of the queue. A minute at most bounds how late its return is noticed.
 */
export const circuitDefaults: CircuitPolicy = { openAfter: 5, probeMs: 5_000, maxProbeMs: 60_000 };

/** All is well. */
export const closed: Circuit = { state: 'closed', failures: 0 };

/** The destination answered: it took a batch, or refused one for what is in it. */
export function afterAnswer(circuit: Circuit): Circuit {
  return circuit.state === 'closed' && circuit.failures === 0 ? circuit : closed;
}

/**
 * An attempt failed. `probe`: it was the probe; a straggler that was sent before the circuit opened says nothing new.
 * `random` in [0, 1) spreads the probes of many lanes over [wait/2, wait).
 */
export function afterFailure(
  circuit: Circuit,
  probe: boolean,
  policy: CircuitPolicy,
  now: number,
  random: number,
): Circuit {
  if (circuit.state !== 'closed' && !probe) return circuit;
  const failures = circuit.failures + 1;
  if (circuit.state === 'closed' && failures < policy.openAfter) return { state: 'closed', failures };
  const doublings = Math.max(0, failures - policy.openAfter);
  const waitMs = Math.min(policy.maxProbeMs, policy.probeMs * 2 ** doublings);
  return { state: 'open', failures, until: now + (waitMs / 2) * (1 + random) };
}

/** Milliseconds until an attempt may be made: 0 now, Infinity when a probe must be answered first. */
export function attemptInMs(circuit: Circuit, now: number): number {
  switch (circuit.state) {
    case 'closed':
      return 0;
    case 'open':
      return Math.max(0, circuit.until - now);
    case 'probing':
      return Number.POSITIVE_INFINITY;
  }
}

/** The attempt that {@link attemptInMs} allowed is made: of an open circuit it is the probe. */
export function attempting(circuit: Circuit): Circuit {
  return circuit.state === 'open' ? { state: 'probing', failures: circuit.failures } : circuit;
}
