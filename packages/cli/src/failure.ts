import { ConfigurationError, HeraldError } from '@kubeherald/core';

/** sysexits.h EX_CONFIG: something was found wrong with the configuration. */
const exConfig = 78;

/** 78 for what the config must mend, 1 for everything else. */
export function exitCodeOf(error: unknown): number {
  return error instanceof ConfigurationError ? exConfig : 1;
}

/** What the person at the terminal reads: the message with its code, and a stack only for faults of the program itself. */
export function explain(error: unknown): string {
  if (error instanceof ConfigurationError) {
    return [
      ...error.faults,
      `${error.faults.length} ${error.faults.length === 1 ? 'error' : 'errors'} in the config`,
    ].join('\n');
  }
  if (error instanceof HeraldError) return `${error.message} [${error.code}]`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
