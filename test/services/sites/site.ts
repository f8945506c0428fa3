import type { Interruptible } from '@kubeherald/stand-ins/each';
import { type Gate, startGate } from '../gate.ts';

type Options = Readonly<Record<string, unknown>>;

/** A destination with everything that an outage needs of it, behind a gate that counts who comes. */
export interface Site {
  /** The sink's short name. */
  readonly sink: string;
  /** What the sink delivers to. */
  readonly destination: string;
  readonly options: Options;
  /** {@link Site.options} with a credential in them that the destination does not accept. */
  readonly wrong: Options;
  /** What mends {@link Site.wrong}. Default: {@link Site.options}. */
  readonly right?: Options;
  /** How the sink is fed, where it must be another way than by default. */
  readonly delivery?: object;
  /** Connections that came to the destination, those in vain among them. */
  connections(): number;
  /** The text of each thing that it took. */
  arrived(): Promise<readonly string[]>;
  /** Absent: it is a file, which is never away. */
  readonly outage?: { down(): Promise<void>; up(): Promise<void> };
  end(): Promise<void>;
}

/**
 * Messages of one event each, as many as come: so that every event is to be found in what arrived. The sinks' digests and limits have tests of their own.
 */
export const oneByOne = { maxEvents: 1, rateLimit: { batches: 1000, per: '1m', burst: 1000 } } as const;
/** Messages that a chat's stand-in takes in a minute, so that none is refused for coming too soon. */
export const chatPerMinute = 10_000;

const portOf = (text: string): number => {
  const port = Number(/127\.0\.0\.1:(\d+)/.exec(text)?.[1]);
  if (Number.isNaN(port)) throw new TypeError(`expected an address of loopback in ${text}`);
  return port;
};

/** `options` with the address of the destination replaced by that of its gate. */
export function throughGate(options: Options, gate: Gate): Options {
  const text = JSON.stringify(options);
  return JSON.parse(text.replaceAll(`127.0.0.1:${portOf(text)}`, `127.0.0.1:${gate.port}`));
}

/** A stand-in behind a gate. */
export async function standInSite(starting: Promise<Interruptible>, delivery?: object): Promise<Site> {
  const peer = await starting;
  const gate = await startGate(portOf(JSON.stringify(peer.options)));
  return {
    sink: peer.sink,
    destination: 'stand-in',
    options: throughGate(peer.options, gate),
    wrong: throughGate(peer.wrong, gate),
    ...(delivery === undefined ? {} : { delivery }),
    connections: () => gate.connections,
    arrived: async () => peer.arrived(),
    outage: peer,
    async end() {
      await gate.stop();
      await peer.down();
    },
  };
}
