import { compileMatch, type Match, type MatchConfig } from './intake/index.ts';

/** The compiled matches by sink, and what is wrong with the others; `path` is a JSON pointer into the config. */
export interface CompiledMatches {
  readonly matches: ReadonlyMap<string, Match>;
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

/** Compiles the match of each sink. */
export function compileMatches(
  sinks: readonly { readonly name: string; readonly match: MatchConfig }[],
): CompiledMatches {
  const matches = new Map<string, Match>();
  const faults: { path: string; message: string }[] = [];
  for (const [index, sink] of sinks.entries()) {
    const compiled = compileMatch(sink.match);
    if (compiled.kind === 'compiled') matches.set(sink.name, compiled.match);
    else
      for (const { path, message } of compiled.faults) faults.push({ path: `/sinks/${index}/match${path}`, message });
  }
  return { matches, faults };
}
