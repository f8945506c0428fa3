import { type Batch, type Call, isSinkPlugin, type Sink, type SinkPlugin } from '@kubeherald/sink-sdk';
import { emptyBatchId, probeCodes, sinkOf } from './probe.ts';
import { ResourceWatch } from './resources.ts';

/** What was found out inside the thread. */
class ProbeError extends Error {
  override readonly name = 'ProbeError';
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function load(url: string): Promise<SinkPlugin> {
  const module: { readonly default?: unknown } = await import(url);
  if (isSinkPlugin(module.default)) return module.default;
  const inner: unknown =
    typeof module.default === 'object' && module.default !== null ? Reflect.get(module.default, 'default') : undefined;
  if (isSinkPlugin(inner)) return inner;
  throw new TypeError(`${url} has no sink as its default export`);
}

async function closing(code: string, sink: Sink): Promise<void> {
  try {
    await sink.close?.();
  } catch (error) {
    throw new ProbeError(code, textOf(error), error);
  }
}

function watched(sink: Sink, watch: ResourceWatch): Sink {
  return {
    deliver: (batch: Batch, call: Call) =>
      sink.deliver(batch.id === emptyBatchId ? { ...batch, events: [] } : batch, call),
    async check(call) {
      await sink.check?.(call);
    },
    async reopen() {
      await sink.reopen?.();
    },
    async close() {
      await closing(probeCodes.closeThrew, sink);
      await closing(probeCodes.secondCloseThrew, sink);
      const left = await watch.left();
      if (left.length > 0) throw new ProbeError(probeCodes.handlesLeft, left.join(', '));
    },
  };
}

const plugin = await load(sinkOf(import.meta.url));

const probe: SinkPlugin = Object.freeze({
  ...plugin,
  async open(options, context) {
    const watch = new ResourceWatch();
    return watched(await plugin.open(options, context), watch);
  },
} satisfies SinkPlugin);

export default probe;
