import { pino } from 'pino';

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

/** Shorter values are found in innocent words; nobody's credential is that short. */
const shortestSecret = 4;

/** Creates the log. `fixedLevel`, when given, is not changed by the config. `write` gets each line, its newline included. */
export function createLog(
  fixedLevel?: string,
  write: (line: string) => void = (line) => process.stderr.write(line),
): DaemonLog {
  let hidden: readonly string[] = [];
  const stream = {
    write: (line: string) => {
      let shown = line;
      for (const secret of hidden) shown = shown.replaceAll(secret, '[redacted]');
      write(shown);
    },
  };
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
      // As they stand in a JSON string; the longest first, so that one that contains another is hidden whole.
      hidden = secrets
        .filter((secret) => secret.length >= shortestSecret)
        .map((secret) => JSON.stringify(secret).slice(1, -1))
        .sort((left, right) => right.length - left.length);
    },
  };
}
