import { ConfigurationError, HeraldError } from '@kubeherald/core';
import { CommanderError } from 'commander';

/** sysexits.h, which other daemons follow too. */
export const exit = {
  /** EX_USAGE: the command was used wrongly. */
  usage: 64,
  /** EX_DATAERR: a template cannot work. */
  data: 65,
  /** EX_NOINPUT: an input file is not there, or not what it should be. */
  noInput: 66,
  /** EX_CONFIG: something was found wrong with the configuration. */
  config: 78,
} as const;

/** 78 for what the config must mend, 64 for a wrong command line, 66 for a wrong input file, 65 for a template that cannot work, 1 for everything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exit.usage;
  if (error instanceof ConfigurationError) return exit.config;
  if (error instanceof HeraldError && error.code === 'KH_NO_SUCH_SINK') return exit.usage;
  if (error instanceof HeraldError && error.code === 'KH_EVENT_FILE') return exit.noInput;
  if (error instanceof HeraldError && error.code === 'KH_TEMPLATE') return exit.data;
  return 1;
}

/** What the person at the terminal reads: the message with its code, and a stack only for faults of the program itself. */
export function explain(error: unknown): string {
  // commander has said it already, or was asked for help.
  if (error instanceof CommanderError) return '';
  if (error instanceof ConfigurationError) {
    return [
      ...error.faults,
      `${error.faults.length} ${error.faults.length === 1 ? 'error' : 'errors'} in the config`,
      '',
    ].join('\n');
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('KH_'))
    return `${error.message} [${error.code}]\n`;
  return `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
}
