import { createHash } from 'node:crypto';
import type { KubeEvent } from '@kubeherald/sink-sdk';
import { factsOf } from '@kubeherald/sink-sdk/kube-eventer';

/** The times that a point can have: 64 bits of nanoseconds, without the ends, which mean something else to the server. */
const latest = 9_223_372_036_854_775_806n;
const earliest = -latest;
const second = 1_000_000_000n;
const digits = 9;

/** A number below `range` that the revision determines. */
function fraction({ id }: KubeEvent, range: bigint): bigint {
  return createHash('sha256').update(id).digest().readBigUInt64BE() % range;
}

function clamped(time: bigint, event: KubeEvent): bigint {
  if (time > latest) return latest - fraction(event, second);
  return time < earliest ? earliest + fraction(event, second) : time;
}

function parts(time: string): { readonly whole: bigint; readonly known: string } {
  const [, date = '', known = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  const milliseconds = Date.parse(`${date}Z`);
  return {
    whole: BigInt(Number.isFinite(milliseconds) ? milliseconds : 0) * 1_000_000n,
    known: known.slice(0, digits),
  };
}

/** kube-eventer's time of the event in nanoseconds, as it came. */
export function exactTime(event: KubeEvent): bigint {
  const { whole, known } = parts(factsOf(event).time);
  return clamped(whole + BigInt(known.padEnd(digits, '0')), event);
}

/**
 * The event time in nanoseconds, the digits that it came without made of the revision. Two points with the same tags and time are one to
 * InfluxDB, and most event times are whole seconds: so two events of one second stay two, and a revision that comes again stays one.
 */
export function distinctTime(event: KubeEvent): bigint {
  const { whole, known } = parts(event.time);
  const unknown = 10n ** BigInt(digits - known.length);
  return clamped(whole + BigInt(known.padEnd(digits, '0')) + fraction(event, unknown), event);
}
