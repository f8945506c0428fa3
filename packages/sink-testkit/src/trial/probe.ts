/** Codes of what {@link probeUrl}'s sink finds out inside its thread; they come out as errors, for outcomes and log lines are all that a host passes on. */
export const probeCodes = {
  closeThrew: 'KH_TESTKIT_CLOSE_THREW',
  secondCloseThrew: 'KH_TESTKIT_SECOND_CLOSE_THREW',
  handlesLeft: 'KH_TESTKIT_HANDLES_LEFT',
} as const;

/** A batch with this id reaches the sink without its events: the host itself never sends an empty one. */
export const emptyBatchId = 'kubeherald-testkit-empty-batch';

const parameter = 'sink';

/** URL of a plugin that runs another one and looks at it from inside its thread. @param sink URL of the plugin to run */
export function probeUrl(sink: string): string {
  const file = import.meta.url.endsWith('.ts') ? './probe-plugin.ts' : './probe-plugin.js';
  const url = new URL(file, import.meta.url);
  url.searchParams.set(parameter, sink);
  return url.href;
}

/** The plugin that a probe is to run, from its own URL. @throws TypeError when it names none */
export function sinkOf(probe: string): string {
  const sink = new URL(probe).searchParams.get(parameter);
  if (sink === null) throw new TypeError(`${probe} names no sink to run`);
  return sink;
}
