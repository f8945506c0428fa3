import { type GivenOptions, type Outcome, resolvePlugin } from '@kubeherald/sink-host';
import type { RawEvent } from '@kubeherald/sink-sdk';
import { encodeEvent } from './samples/event.ts';
import { type DeliverHow, RunningSink } from './trial/running.ts';
import { Said, type SaidLine } from './trial/said.ts';

/** A sink in a thread of its own, for tests that the suite does not make. Errors are outcomes here, as the daemon gets them. */
export interface SinkInThread extends AsyncDisposable {
  /** What it has logged, from debug on. */
  readonly lines: readonly SaidLine[];
  open(): Promise<Outcome>;
  deliver(events: readonly RawEvent[], how?: DeliverHow): Promise<Outcome>;
  check(): Promise<Outcome>;
  reopen(): Promise<Outcome>;
  close(): Promise<void>;
}

/** URL of a sink's module. @param plugin a URL, a path from the working directory, or a package's name @throws SinkHostError when there is none */
export function pluginUrl(plugin: string | URL): string {
  return plugin instanceof URL ? plugin.href : resolvePlugin(plugin, { configFolder: process.cwd() }).url;
}

/**
 * Runs a sink as the daemon does. Close it when the test ends.
 * @param plugin as in {@link conformance}
 * @param options the sink's options (`with:` in the daemon's config)
 * @throws SinkHostError when there is no such plugin
 */
export function runSink(plugin: string | URL, options: GivenOptions): SinkInThread {
  const said = new Said();
  const sink = new RunningSink(pluginUrl(plugin), options, said);
  return {
    lines: said.lines,
    open: () => sink.open(),
    deliver: (events, how) =>
      sink.deliver(
        events.map((raw) => ({ encoded: encodeEvent(raw) })),
        how,
      ),
    check: () => sink.check(),
    reopen: () => sink.reopen(),
    close: () => sink.close(),
    [Symbol.asyncDispose]: () => sink.close(),
  };
}
