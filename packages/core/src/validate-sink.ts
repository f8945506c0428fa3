import { namedOption, stepsOf } from './config/index.ts';
import { discard } from './loading.ts';
import { type FaultySink, prepareSink, type SinkSettings, type SinkSurroundings } from './sink.ts';

type Faults = FaultySink['faults'];

/** A plugin tells one fault when it opens. Each round loads it again (0.3 s); who has more wrong than this sees the rest next time. */
const roundsAtMost = 8;

/**
 * All that a sink's plugin finds wrong: it is loaded and opened again without the options it found fault with, until it finds no more.
 * `cut`: options are missing already, so that only what concerns those that are there counts. Opening does no network, and nothing
 * is sent. `path` is a JSON pointer into the sink's config.
 */
export async function sinkFaults(settings: SinkSettings, around: SinkSurroundings, cut: boolean): Promise<Faults> {
  const told: { readonly path: string; readonly message: string }[] = [];
  let given: Readonly<Record<string, unknown>> = settings.with;
  for (let round = 0; round < roundsAtMost; round++) {
    const all = await faultsOf({ ...settings, with: given }, around);
    // Without an option that is there in the file, a sink may miss it, or find others that need it wrong.
    const found = round === 0 && !cut ? all : all.filter(({ path }) => isOf(path, given));
    told.push(...found);
    const wrong = new Set(found.flatMap(({ path }) => (isOf(path, given) ? stepsOf(path).slice(1, 2) : [])));
    if (wrong.size === 0) break;
    given = Object.fromEntries(Object.entries(given).filter(([option]) => !wrong.has(option)));
  }
  return told;
}

const isOf = (path: string, given: Readonly<Record<string, unknown>>): boolean => {
  const [field, option] = stepsOf(path);
  return field === 'with' && option !== undefined && Object.hasOwn(given, option);
};

async function faultsOf(settings: SinkSettings, around: SinkSurroundings): Promise<Faults> {
  const sink = await prepareSink(settings, around);
  if (sink.kind === 'faulty') return sink.faults;
  const outcome = await sink.worker.open();
  await discard([sink]);
  if (outcome.kind !== 'misconfigured') return [];
  const { path, message } = namedOption(outcome.error.message, settings.with);
  return [{ path: `/with${path}`, message }];
}
