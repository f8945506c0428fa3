/** What the stages need of a logger: pino's calling convention, so that a pino instance fits and a test can record. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
