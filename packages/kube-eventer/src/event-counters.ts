import { exporterName } from './exporter-name.ts';
import { type TriagedEvent, triage } from './triage.ts';

/** What is counted of an event. */
export interface CountedEvent extends TriagedEvent {
  /** Of the Event itself. */
  readonly namespace: string;
  readonly type: string;
  readonly object: { readonly kind: string; readonly name: string; readonly namespace: string };
}

/** What is counted, and under which labels. */
export interface CounterOptions {
  /** Whether events are counted one by one. */
  readonly events: boolean;
  /** With the name of each object, as kube-eventer: labels without bound. */
  readonly exactLabels: boolean;
}

/** More than any cluster has of reasons, kinds and namespaces together, and little memory: what comes beyond is counted as `other`. */
const mostSeries = 20_000;

type Family = 'error' | 'normal' | 'warning';

/** kube-eventer's metrics, `eventer_*`, as Prometheus' text. */
export class EventCounters {
  readonly #options: CounterOptions;
  readonly #series: Readonly<Record<Family, Map<string, number>>> = {
    error: new Map(),
    normal: new Map(),
    warning: new Map(),
  };
  #total = 0;
  /** Unix ms. */
  #lastAt = 0;

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  /** Counts a revision that was received. */
  count(event: CountedEvent, at: number = Date.now()): void {
    this.#total++;
    this.#lastAt = at;
    if (!this.#options.events) return;
    const fault = triage(event);
    if (fault === undefined && event.type !== 'Warning') {
      this.#add('normal', labels({ kind: event.object.kind, namespace: event.namespace, reason: event.reason }));
      return;
    }
    const { kind, namespace } = event.object;
    const name = this.#options.exactLabels ? event.object.name : '';
    this.#add(
      fault === undefined ? 'warning' : 'error',
      labels({ kind, name, namespace, reason: fault ?? event.reason }),
    );
  }

  /**
   * @param ours the daemon's own metrics, of which some go by another name in kube-eventer
   * @param now Unix ms
   */
  text(ours: string, now: number): string {
    const families = Object.entries(this.#series).flatMap(([family, series]) =>
      series.size === 0
        ? []
        : counter(
            `eventer_events_${family}_total`,
            '',
            [...series].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `{${key}} ${value}`),
          ),
    );
    return `${[
      ...families,
      ...gauge(
        'eventer_manager_last_time_seconds',
        'Last time of eventer housekeep since unix epoch in seconds.',
        now / 1000,
      ),
      ...gauge(
        'eventer_scraper_last_time_seconds',
        'Last time of event since unix epoch in seconds.',
        (this.#lastAt || now) / 1000,
      ),
      ...counter('eventer_scraper_events_total_number', 'The total number of events.', [` ${this.#total}`]),
      ...exporterLines(ours, this.#options.exactLabels),
    ].join('\n')}\n`;
  }

  #add(family: Family, key: string): void {
    const series = this.#series[family];
    const bounded = this.#options.exactLabels || series.has(key) || series.size < mostSeries ? key : 'kind="other"';
    series.set(bounded, (series.get(bounded) ?? 0) + 1);
  }
}

function labels(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
    )
    .join(',');
}

function counter(name: string, help: string, samples: readonly string[]): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...samples.map((sample) => `${name}${sample}`)];
}

function gauge(name: string, help: string, value: number): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}

/** How long deliveries took, by sink, in the milliseconds that kube-eventer shows. */
function exporterLines(ours: string, exact: boolean): readonly string[] {
  const name = 'eventer_exporter_duration_milliseconds';
  const found = [...ours.matchAll(/^kubeherald_sink_delivery_seconds_(sum|count)\{sink="([^"]*)"\} (\S+)$/gm)];
  if (found.length === 0) return [];
  return [
    `# HELP ${name} Time spent exporting events to sink in milliseconds.`,
    `# TYPE ${name} summary`,
    ...[...samplesOf(found, exact)].map(([sample, value]) => `${name}_${sample} ${value}`),
  ];
}

/** Sinks that go by the same name are added up, as there. */
function samplesOf(found: readonly RegExpExecArray[], exact: boolean): ReadonlyMap<string, number> {
  const samples = new Map<string, number>();
  for (const [, part = '', sink = '', value = ''] of found) {
    const sample = `${part}{exporter="${exact ? exporterName(sink) : sink}"}`;
    const shown = part === 'sum' ? Number(value) * 1000 : Number(value);
    samples.set(sample, (samples.get(sample) ?? 0) + shown);
  }
  return samples;
}
