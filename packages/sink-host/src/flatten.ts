import { inspect } from 'node:util';
import { codes } from './codes.ts';
import type { FlatError } from './protocol.ts';

/** Characters kept of each part: an error ends up in a log line and a dead letter, whatever a sink puts into it. */
const longest = { name: 100, code: 100, message: 4096, stack: 8192 } as const;
/** Causes kept below an error: a fetch failure has three (request, connect, socket). */
const deepest = 4;

/** Reads something of a value that a plugin made: a getter or a proxy's trap of it may throw. */
function readSafely<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

function property(value: object, name: string): unknown {
  return readSafely(() => Reflect.get(value, name), undefined);
}

function text(value: unknown, limit: number): string {
  return typeof value === 'string' ? value.slice(0, limit) : '';
}

function show(value: unknown): string {
  const unreadable = 'a value that cannot be shown';
  return readSafely(
    () => inspect(value, { depth: 2, customInspect: false, maxArrayLength: 20, maxStringLength: 500 }),
    unreadable,
  );
}

function codeOf(value: object): string {
  const code = property(value, 'code');
  const known = typeof code === 'string' || typeof code === 'number';
  return known ? String(code).slice(0, longest.code) : codes.sinkThrew;
}

/** AggregateError (several addresses tried, say) holds its reasons in `errors`: the first stands for all. */
function causeOf(value: object): unknown {
  const cause = property(value, 'cause');
  if (cause !== undefined) return cause;
  const errors = property(value, 'errors');
  return readSafely(() => (Array.isArray(errors) ? errors[0] : undefined), undefined);
}

/**
 * Whatever was thrown, as plain data of bounded size. Never throws: not for strings, undefined, frozen objects, cycles of causes, proxies or
 * throwing getters.
 */
export function flatten(thrown: unknown, depth = 0): FlatError {
  if (typeof thrown !== 'object' || thrown === null) {
    return {
      name: 'NonError',
      code: codes.sinkThrew,
      message: `threw no error but ${show(thrown)}`.slice(0, longest.message),
    };
  }
  const message = text(property(thrown, 'message'), longest.message);
  const name = text(property(thrown, 'name'), longest.name);
  const stack = text(property(thrown, 'stack'), longest.stack);
  const cause = depth < deepest ? causeOf(thrown) : undefined;
  const code = codeOf(thrown);
  return {
    name: name || 'NonError',
    code,
    // An AggregateError of refused connections has a code and no message.
    message: message || (name ? `${name} ${code}` : `threw no error but ${show(thrown)}`.slice(0, longest.message)),
    ...(stack ? { stack } : {}),
    ...(cause === undefined ? {} : { cause: flatten(cause, depth + 1) }),
  };
}
