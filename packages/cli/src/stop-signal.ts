const signals = ['SIGTERM', 'SIGINT'] as const;

/** Resolves with the name of the first signal that asks to stop; a second one finds no listener of ours. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    const stop = (signal: string) => {
      for (const one of signals) process.off(one, stop);
      resolve(signal);
    };
    for (const one of signals) process.on(one, stop);
  });
}
