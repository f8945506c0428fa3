import { type Flags, type Output, writePadded } from './flags.ts';
import { floatText } from './float-text.ts';

// what each verb does when the format gives no precision; %v and %g: as many digits as needed
const DEFAULT_PRECISIONS: ReadonlyMap<string, number> = new Map([
  ['v', -1],
  ['b', -1],
  ['g', -1],
  ['G', -1],
  ['x', -1],
  ['X', -1],
  ['e', 6],
  ['E', 6],
  ['f', 6],
  ['F', 6],
]);

/** `%#g` and the like: with a point, and with the zeros that `g` leaves out. */
function withPoint(number: string, verb: string, precision: number): string {
  const counts = verb === 'v' || verb === 'g' || verb === 'G' || verb === 'x';
  let missing = counts ? (precision < 0 ? 6 : precision) : 0;
  const hexadecimal = verb === 'x' || verb === 'X';
  const [, sign = '', body = '', tail = ''] =
    (hexadecimal ? /^([+ -])([^pP]*)(.*)$/ : /^([+ -])([^eE]*)(.*)$/).exec(number) ?? [];
  missing -= body.replace('.', '').replace(/^0+/, '').length;
  if (body === '0') missing -= 1;
  const pointed = body.includes('.') ? body : `${body}.`;
  return sign + pointed + '0'.repeat(Math.max(0, missing)) + tail;
}

/** Prints a floating-point number; false when the verb is not one for them. */
export function writeFloat(output: Output, flags: Flags, float: number, verb: string, single: boolean): boolean {
  const usual = DEFAULT_PRECISIONS.get(verb);
  if (usual === undefined) return false;
  const precision = flags.precision ?? usual;
  output.budget.produce(Math.max(0, precision));
  const text = floatText(float, verb === 'v' ? 'g' : verb, precision, single);
  let number = /^[+-]/.test(text) ? text : `+${text}`;
  if (flags.space && number.startsWith('+') && !flags.plus) number = ` ${number.slice(1)}`;
  if (/^.[IN]/.test(number)) {
    const bare = number.charAt(1) === 'N' && !flags.space && !flags.plus ? number.slice(1) : number;
    writePadded(output, { ...flags, zero: false }, bare);
    return true;
  }
  if (flags.sharp && verb !== 'b') number = withPoint(number, verb, precision);
  if (!flags.plus && number.startsWith('+')) {
    writePadded(output, flags, number.slice(1));
  } else if (flags.zero && !flags.minus && flags.width !== undefined && flags.width > number.length) {
    output.write(number.charAt(0));
    writePadded(output, { ...flags, width: flags.width - 1 }, number.slice(1));
  } else {
    writePadded(output, flags, number);
  }
  return true;
}
