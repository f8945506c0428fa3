import type { Logger } from '@kubeherald/sink-sdk';
import { type Level, type LogLine, levels } from '../protocol.ts';
import { LineBudget } from './budget.ts';
import { fieldsToJson } from './fields.ts';

/** Characters of a line's message. */
const longestMessage = 8192;
/** Lines that may wait for a host that is behind: with the longest of them it is some MiB, not the host's memory. */
const mostOnTheWay = 500;
/** Milliseconds after which withheld lines are owned up to. */
const dropNoticeMs = 1000;

/** Where lines go, and what is known of those on their way. */
export interface LinePort {
  postMessage(line: LogLine): void;
}

/** Sends log lines to the host, within a budget; what is withheld is counted, and the count is sent as a line of its own. */
export function createLogger(port: LinePort, least: Level, linesOnTheWay: Int32Array): Logger {
  const budget = new LineBudget(performance.now());
  const lowest = levels.indexOf(least);
  let noticeDue = false;

  const post = (level: Level, fields: string, message: string) => {
    Atomics.add(linesOnTheWay, 0, 1);
    port.postMessage({ kind: 'log', level, fields, message: message.slice(0, longestMessage) });
  };
  const noticeDropped = () => {
    noticeDue = false;
    post('warn', JSON.stringify({ dropped: budget.takeDropped() }), 'the sink logs too much: log lines were dropped');
  };
  const write = (level: Level, first: unknown, second?: unknown) => {
    if (levels.indexOf(level) < lowest) return;
    if (budget.take(performance.now(), Atomics.load(linesOnTheWay, 0) >= mostOnTheWay)) {
      const isFields = typeof first === 'object' && first !== null;
      const said = isFields ? (second ?? messageOf(first)) : first;
      post(level, isFields ? fieldsToJson(first) : '{}', typeof said === 'string' ? said : fieldsToJson({ said }));
    } else if (!noticeDue) {
      noticeDue = true;
      setTimeout(noticeDropped, dropNoticeMs).unref();
    }
  };
  return {
    debug: (first: unknown, second?: unknown) => write('debug', first, second),
    info: (first: unknown, second?: unknown) => write('info', first, second),
    warn: (first: unknown, second?: unknown) => write('warn', first, second),
    error: (first: unknown, second?: unknown) => write('error', first, second),
  };
}

function messageOf(fields: object): string {
  return fields instanceof Error ? fields.message : '';
}
