import type { KubeEvent, Refusal, Sink, SinkContext } from '@kubeherald/sink-sdk';
import { coreEvent, kubeEvent } from './samples/event.ts';

/*
 * For tests that open a sink in their own thread: what the host would give it. They stand beside the suite, which does as the daemon does.
 */

/** A context, and the lines that the sink logs to it: level and message. */
export interface TestContext extends SinkContext {
  readonly said: readonly string[];
}

/** What the host would give a sink to open. */
export function testContext(over: Partial<Pick<SinkContext, 'name' | 'cluster' | 'signal'>> = {}): TestContext {
  const said: string[] = [];
  const note = (level: string) => (fields: object | string, message?: string) =>
    void said.push(`${level} ${typeof fields === 'string' ? fields : (message ?? '')}`);
  return {
    name: 'sink',
    cluster: 'prod',
    signal: new AbortController().signal,
    log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
    ...over,
    said,
  };
}

/** An event of the cluster `prod` about the pod `name` in the namespace `shop`. `fields` replace whole top-level fields of the Event. */
export function podEvent(name: string, fields: { readonly [field: string]: unknown } = {}): KubeEvent {
  const raw = coreEvent({
    metadata: { uid: `uid-${name}`, resourceVersion: '7', name, namespace: 'shop' },
    involvedObject: { kind: 'Pod', namespace: 'shop', name },
    message: `about ${name}`,
    ...fields,
  });
  return kubeEvent(raw, { cluster: 'prod' });
}

/** Delivers one batch; the refusals, if any. Throws what the sink throws. */
export async function deliverTo(
  sink: Sink,
  events: readonly KubeEvent[],
  {
    attempt = 1,
    signal = new AbortController().signal,
  }: { readonly attempt?: number; readonly signal?: AbortSignal } = {},
): Promise<readonly Refusal[]> {
  return (await sink.deliver({ id: 'batch-1', attempt, events }, { signal })) ?? [];
}
