import { podEvent } from './events.ts';
import type { SimulatedCluster } from './simulated-cluster.ts';
import { until } from './until.ts';

/** Events that are written one after the other while a test does something else. */
export interface Load {
  /** Ids (uid and resourceVersion) of what was written so far, in order. */
  readonly written: readonly string[];
  /** Resolves when so many more were written. */
  more(count: number): Promise<void>;
  /** Ends it; answers with all that was written. */
  stop(): readonly string[];
}

/** About a hundred writes a second: enough that every fault falls between two of them, little enough that nothing is slow. */
const everyMs = 10;

/**
 * Writes events into the simulator, past its API, so that no fault of the API strikes the writer. `counts`: every fifth write counts
 * an earlier event up. A list shows such an event in its last state only, so that a test with relists has to do without.
 */
export function startLoad({ simulator }: SimulatedCluster, counts = false): Load {
  const written: string[] = [];
  const names: string[] = [];
  const write = () => {
    const number = written.length;
    const earlier = counts && number % 5 === 4 ? names[(number * 7) % names.length] : undefined;
    const name = earlier ?? `load.${number.toString(16).padStart(8, '0')}`;
    if (earlier === undefined) names.push(name);
    const pod = `load-${number % 13}`;
    const { uid, resourceVersion } = earlier
      ? simulator.modify({ namespace: 'team-b', name })
      : simulator.emit(podEvent({ name, namespace: 'team-b', pod, message: `load ${number}` }));
    written.push(`${uid}:${resourceVersion}`);
  };
  const timer = setInterval(write, everyMs);
  return {
    written,
    more: async (count) => {
      const wanted = written.length + count;
      await until(`${count} more writes`, () => written.length >= wanted, 60_000, everyMs);
    },
    stop: () => {
      clearInterval(timer);
      return written;
    },
  };
}
