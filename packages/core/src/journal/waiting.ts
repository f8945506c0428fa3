/** Those who wait for something to happen. */
export class Waiting {
  #wakes = new Set<() => void>();

  /** Resolves at the next `wake`; rejects with the signal's reason when it aborts first. */
  wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const wake = () => {
        signal.removeEventListener('abort', abort);
        resolve();
      };
      const abort = () => {
        this.#wakes.delete(wake);
        reject(signal.reason);
      };
      this.#wakes.add(wake);
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  wake(): void {
    if (this.#wakes.size === 0) return;
    const wakes = this.#wakes;
    this.#wakes = new Set();
    for (const wake of wakes) wake();
  }
}
