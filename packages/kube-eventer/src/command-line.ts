import type { Environment } from './environment.ts';
import { flagDefinitions } from './flags.ts';
import { parseGoDuration } from './go-duration.ts';
import { parseGoBool, parseGoFlags, parseGoInteger, usageOf } from './go-flags.ts';
import type { Flags } from './settings.ts';

/** What a command line of kube-eventer asks for. */
export type CommandLine =
  | { readonly kind: 'run'; readonly flags: Flags; readonly notes: readonly string[] }
  | { readonly kind: 'version' }
  /** Print the text on standard error and end with that status. */
  | { readonly kind: 'usage'; readonly text: string; readonly status: number };

/** Reads the arguments behind the program's name. `program`: what usage calls it. */
export function readCommandLine(args: readonly string[], program: string, environment: Environment): CommandLine {
  const definitions = flagDefinitions(environment);
  const parsed = parseGoFlags(args, definitions);
  const usage = usageOf(program, definitions);
  if (parsed.kind === 'help') return { kind: 'usage', text: usage, status: 0 };
  if (parsed.kind === 'wrong') return { kind: 'usage', text: `${parsed.message}\n${usage}`, status: 2 };
  const { values, rest } = parsed;
  const all = (name: string): readonly string[] => values.get(name) ?? [];
  const last = (name: string, otherwise: string): string => all(name).at(-1) ?? otherwise;
  if (parseGoBool(last('version', 'false'))) return { kind: 'version' };
  return {
    kind: 'run',
    flags: {
      sources: all('source'),
      sinks: all('sink'),
      frequency: parseGoDuration(last('frequency', '30s')) ?? 0,
      healthzIp: last('healthz-ip', '0.0.0.0'),
      healthzPort: Number(parseGoInteger(last('healthz-port', '8084'))),
      eventMetrics: parseGoBool(last('event-metrics', 'true')) ?? true,
      exactLabels: last('event-metrics-labels', 'bounded') === 'exact',
      verbosity: Number(last('v', '0')),
      journal: all('journal').at(-1),
    },
    notes:
      rest.length === 0
        ? []
        : [
            `the last ${rest.length} of the arguments are ignored, as with kube-eventer: flags end at the first argument that is none`,
          ],
  };
}
