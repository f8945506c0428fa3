import { discard } from '../loading.ts';
import { prepareSink, type SinkSettings, type SinkSurroundings } from '../sink.ts';

/**
 * Opens a sink with these settings in a worker of its own, for a moment: only then does it look at its templates. Nothing is sent.
 * @param patienceMs a plugin that takes longer to load is judged when it is started
 * @returns what it says is wrong with its options; undefined when nothing is, or when it cannot tell now
 */
export async function tryOut(
  settings: SinkSettings,
  around: SinkSurroundings,
  patienceMs: number,
): Promise<string | undefined> {
  const enough = new AbortController();
  const outOfTime = around.clock.sleep(patienceMs, enough.signal).catch((error: unknown) => {
    if (!enough.signal.aborted) throw error;
  });
  try {
    return await Promise.race([faultOf(settings, around), outOfTime.then(() => undefined)]);
  } finally {
    enough.abort();
  }
}

async function faultOf(settings: SinkSettings, around: SinkSurroundings): Promise<string | undefined> {
  const prepared = await prepareSink(settings, around);
  if (prepared.kind === 'faulty') return prepared.faults.map(({ message }) => message).join('; ');
  try {
    const outcome = await prepared.worker.open();
    return outcome.kind === 'misconfigured' ? outcome.error.message : undefined;
  } finally {
    await discard([prepared]);
  }
}
