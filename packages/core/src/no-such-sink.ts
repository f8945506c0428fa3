import { codes, HeraldError } from './errors.ts';

/** The error for a sink that was asked for by name and is not in the config. */
export function noSuchSink(name: string, file: string, known: readonly string[]): HeraldError {
  const help = `its sinks are ${known.join(', ')}`;
  return new HeraldError(codes.noSuchSink, `${file} has no sink named ${JSON.stringify(name)}; ${help}`);
}
