import type { Environment } from '../environment.ts';
import { textOf } from '../format/print.ts';
import type { ByteString } from '../text/bytes.ts';
import { findMethod, indirect } from '../values/inspect.ts';
import { unaddressed } from '../values/make.ts';
import { pointerTo } from '../values/type.ts';
import type { Value } from '../values/value.ts';

/**
 * The value that an action gives to fmt: pointers followed to their end, and where only the pointer has a String or
 * Error method, the pointer again.
 */
export function printableValue(value: Value): Value | undefined {
  const { value: end } = value.kind === 'pointer' ? indirect(value) : { value };
  if (end.kind === 'invalid') return undefined;
  const method =
    end.kind === 'struct' && end.addressable ? (findMethod(end, 'Error') ?? findMethod(end, 'String')) : undefined;
  if (end.kind === 'struct' && method?.method.receiver === 'pointer') {
    return { kind: 'pointer', type: pointerTo(end.type), target: end, address: 1n };
  }
  return unaddressed(end);
}

/** What an action writes for a value. */
export function printableText(value: Value, environment: Environment): ByteString {
  const printable = printableValue(value);
  return printable === undefined ? '<no value>' : textOf(printable, environment);
}
