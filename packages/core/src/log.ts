import { pino } from 'pino';
import { hider } from './hide.ts';

/** What the stages need of a logger: pino's calling convention, so that a pino instance fits and a test can record. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The daemon's own log: JSON lines on standard error, for standard output may be a sink's. */
export interface DaemonLog extends Log {
  /** Lines below it are not written: debug, info, warn, error. */
  setLevel(level: string): void;
  /** These values are never written, wherever they turn up. */
  hide(secrets: readonly string[]): void;
}

/** Creates the log. `fixedLevel`, when given, is not changed by the config. `write` gets each line, its newline included. */
export function createLog(
  fixedLevel?: string,
  write: (line: string) => void = (line) => process.stderr.write(line),
): DaemonLog {
  let hide = hider([]);
  const stream = { write: (line: string) => write(hide(line)) };
  const logger = pino({ level: fixedLevel ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    setLevel: (level) => {
      if (fixedLevel === undefined) logger.level = level;
    },
    hide: (secrets) => {
      hide = hider(secrets);
    },
  };
}
