import { resolveOptions } from '@kubeherald/sink-host';
import { Check } from 'typebox/value';
import { isFields } from './fields.ts';
import { pointer, stepsOf } from './places.ts';
import { resolveSink, type SinkConfig } from './resolved.ts';
import { sinkSchema } from './schema.ts';

/** What of the sinks can be checked further, by their index. */
export interface SoundSinks {
  readonly sound: ReadonlyMap<number, SinkConfig>;
  /** Sinks whose options have lost some. */
  readonly cut: ReadonlySet<number>;
}

/**
 * The sinks without what is faulty in them: the rest of a match, and the other options, can be checked all the same. Not there: a sink
 * whose plugin is faulty, or of which nothing can be made. `faulty`: JSON pointers into the config.
 */
export async function soundSinks(
  written: Readonly<Record<string, unknown>>,
  faulty: readonly string[],
): Promise<SoundSinks> {
  const sinks: unknown[] = Array.isArray(written.sinks) ? written.sinks : [];
  const sound = new Map<number, SinkConfig>();
  const cut = new Set<number>();
  for (const [index, sink] of sinks.entries()) {
    const own = pointer('/sinks', index);
    const wrong = faulty.filter((path) => `${path}/`.startsWith(`${own}/`)).map((path) => stepsOf(path).slice(2));
    if (
      !isFields(sink) ||
      wrong.some(
        ([field, option]) => field === undefined || field === 'use' || (field === 'with' && option === undefined),
      )
    )
      continue;
    const config = await soundOf(sink, wrong);
    if (config === undefined) continue;
    sound.set(index, config);
    if (wrong.some(([field]) => field === 'with')) cut.add(index);
  }
  return { sound, cut };
}

type Paths = readonly (readonly string[])[];

async function soundOf(sink: Readonly<Record<string, unknown>>, wrong: Paths): Promise<SinkConfig | undefined> {
  // What is missing behind a fault may make its neighbours faulty; then the whole field goes.
  const fields = wrong.map((steps) => (steps[0] === 'with' ? steps : steps.slice(0, 1)));
  for (const paths of [wrong.map(goes), fields.map(goes)]) {
    // What it is called plays no part in what is checked.
    const rest = { ...without(sink, paths), name: 'sink' };
    const resolved = await resolveOptions(sinkSchema, structuredClone(rest));
    if (resolved.kind === 'good' && Check(sinkSchema, resolved.options)) return resolveSink(resolved.options);
  }
  return undefined;
}

/** Of the options a whole one goes, for parts of it may need each other; of a list all of it, so that the others keep their places. */
function goes(steps: readonly string[]): readonly string[] {
  if (steps[0] === 'with') return steps.slice(0, 2);
  const item = steps.findIndex((step) => /^\d+$/.test(step));
  return item === -1 ? steps : steps.slice(0, item);
}

function without(fields: Readonly<Record<string, unknown>>, paths: Paths): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const inner = paths.filter(([first]) => first === name).map((steps) => steps.slice(1));
      if (inner.some((steps) => steps.length === 0)) return [];
      return [[name, inner.length > 0 && isFields(value) ? without(value, inner) : value]];
    }),
  );
}
