import { ConfigError, type Logger, RejectedError, RetryableError } from '@kubeherald/sink-sdk';

/** What became of a notification on each device, in the order of `deviceKeys`; undefined: the server took it. */
export type Results = readonly (Error | undefined)[];

/**
 * Whether a notification counts as delivered. A device that will never take it does not keep the others from theirs; one that may take it
 * later is tried again.
 * @returns the error to throw; undefined: delivered
 */
export function verdictOf(results: Results): Error | undefined {
  const again = results.find((error) => error !== undefined && !ConfigError.is(error) && !RejectedError.is(error));
  if (again) return again;
  if (results.some((error) => error === undefined)) return undefined;
  return results.find((error) => RejectedError.is(error)) ?? results[0];
}

/** Says once when a device stops taking notifications that others take, and once when it takes them again. */
export class DeviceReport {
  readonly #log: Logger;
  readonly #failing = new Set<number>();

  constructor(log: Logger) {
    this.#log = log;
  }

  note(results: Results): void {
    const count = results.length;
    for (const [index, error] of results.entries()) {
      // What is tried again is the lane's to tell.
      if (RetryableError.is(error)) continue;
      const device = index + 1;
      if (error === undefined && this.#failing.delete(index)) {
        this.#log.info({ device }, `device ${device} of ${count} takes notifications again`);
      } else if (error !== undefined && !this.#failing.has(index)) {
        this.#failing.add(index);
        this.#log.warn({ device }, `device ${device} of ${count} gets no notifications, others do: ${error.message}`);
      }
    }
  }
}
