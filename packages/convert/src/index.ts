export type { Converted } from './conversion.ts';
export { ConversionError } from './conversion-error.ts';
export { type ConvertOptions, convert, convertArguments, type Input, type Program, programs } from './convert.ts';
