import type { Environment } from '../environment.ts';
import { Failure } from '../failure.ts';
import { textOf } from '../format/print.ts';
import type { ByteString } from '../text/bytes.ts';
import { findField, indirect } from '../values/inspect.ts';
import { unaddressed } from '../values/make.ts';
import { INVALID, type Value } from '../values/value.ts';

/** What Go's panic says when a nil pointer is followed. */
export const NIL_POINTER = 'runtime error: invalid memory address or nil pointer dereference';

/** A field of the struct that a method was called on. Throws Failure when there is no struct, as Go panics. */
export function fieldIn(receiver: Value, name: string): Value {
  const { value } = indirect(receiver);
  if (value.kind !== 'struct') throw new Failure(NIL_POINTER);
  return findField(value, name)?.value ?? INVALID;
}

/** A field as fmt's %v shows it. */
export function fieldText(receiver: Value, name: string, environment: Environment): ByteString {
  return textOf(unaddressed(fieldIn(receiver, name)), environment);
}

/** Whether a receiver is a nil pointer. */
export function isNilPointer(receiver: Value): boolean {
  return receiver.kind === 'pointer' && receiver.target === undefined;
}

/** The text of a string field. */
export function stringIn(receiver: Value, name: string): ByteString {
  const value = fieldIn(receiver, name);
  return value.kind === 'string' ? value.text : '';
}
