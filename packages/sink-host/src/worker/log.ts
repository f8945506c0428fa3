import { type Level, type LogLine, levels } from '../protocol.ts';

/** Where the host writes a sink's lines: pino's calling convention, so that a pino instance fits. */
export interface SinkLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

function isLevel(value: unknown): value is Level {
  return levels.some((level) => level === value);
}

/** Plugin code can post messages too, so each is looked at. */
function isLogLine(message: unknown): message is LogLine {
  if (typeof message !== 'object' || message === null) return false;
  const {
    kind,
    level,
    fields,
    message: text,
  }: { kind?: unknown; level?: unknown; fields?: unknown; message?: unknown } = message;
  return kind === 'log' && isLevel(level) && typeof fields === 'string' && typeof text === 'string';
}

function parseFields(json: string): object {
  try {
    const fields: unknown = JSON.parse(json);
    return typeof fields === 'object' && fields !== null ? fields : { fields };
  } catch {
    return { fields: json };
  }
}

/** Takes what a sink's thread or process sent of its own accord and writes what is a log line, under the sink's name; answers whether it was one. */
export function createLineTaker(log: SinkLog, name: string): (message: unknown) => boolean {
  return (message) => {
    if (!isLogLine(message)) {
      log.debug({ sink: name }, 'the sink sent the host a message that the host has no use for');
      return false;
    }
    log[message.level]({ ...parseFields(message.fields), sink: name }, message.message);
    return true;
  };
}
