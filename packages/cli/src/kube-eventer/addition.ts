import type { Addition } from '@kubeherald/core';
import { EventCounters, type Flags } from '@kubeherald/kube-eventer';

/** What kube-eventer serves beside what the daemon does: the answers of its probes, and its metrics. */
export function additionOf({ eventMetrics, exactLabels }: Pick<Flags, 'eventMetrics' | 'exactLabels'>): Addition {
  const counters = new EventCounters({ events: eventMetrics, exactLabels });
  return {
    answers: {
      '/healthz': (alive) => health(alive, 503),
      // Misspelt in kube-eventer, and in manifests since.
      '/healtz': (alive) => health(alive, 500),
    },
    metrics: (ours) => counters.text(ours, Date.now()),
    taken: (event) => counters.count(event),
  };
}

function health(alive: readonly { readonly ok: boolean }[], otherwise: number) {
  const faults = alive.filter(({ ok }) => !ok);
  if (faults.length === 0) return { status: 200, body: 'ok' };
  return { status: otherwise, body: `error: ${JSON.stringify(faults)}` };
}
