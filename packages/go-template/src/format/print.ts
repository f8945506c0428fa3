import type { Environment } from '../environment.ts';
import type { ByteString } from '../text/bytes.ts';
import type { Value } from '../values/value.ts';
import { noFlags } from './flags.ts';
import { Printer } from './printer.ts';

function isText(value: Value): boolean {
  return value.kind === 'string' || (value.kind === 'interface' && value.inner?.kind === 'string');
}

/** fmt.Sprint: a space between two values of which neither is a string. */
export function sprint(values: readonly Value[], environment: Environment): ByteString {
  const printer = new Printer(environment);
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    if (before !== undefined && !isText(before) && !isText(value)) printer.output.write(' ');
    printer.print(value, 'v');
  }
  return printer.output.text();
}

/** fmt.Sprintln: a space between all values, a newline at the end. */
export function sprintln(values: readonly Value[], environment: Environment): ByteString {
  const printer = new Printer(environment);
  for (const [index, value] of values.entries()) {
    if (index > 0) printer.output.write(' ');
    printer.print(value, 'v');
  }
  printer.output.write('\n');
  return printer.output.text();
}

/** fmt.Sprint of one value, or with another verb fmt.Sprintf of it. */
export function textOf(value: Value, environment: Environment, verb = 'v'): ByteString {
  const printer = new Printer(environment);
  printer.flags = noFlags();
  printer.print(value, verb);
  return printer.output.text();
}
