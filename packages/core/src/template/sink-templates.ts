import { isDeepStrictEqual } from 'node:util';
import type { SinkConfig } from '../config/index.ts';
import { codes } from '../errors.ts';
import type { Loaded } from '../loading.ts';
import type { Metrics } from '../metrics.ts';
import { ConfigMapTexts, type ConfigMapTextsParts } from './config-map-texts.ts';
import { fillReferences, keyOfReference, soundReferences } from './reference.ts';
import { type Texts, wantedTexts } from './wanted.ts';

/** What templates from ConfigMaps are read and tried with. */
export interface SinkTemplatesParts extends ConfigMapTextsParts {
  readonly metrics: Metrics;
  /** Opens a sink with these settings for a moment; what it says is wrong with them, or undefined. */
  readonly tryOut: (sink: SinkConfig, secrets: readonly string[]) => Promise<string | undefined>;
}

/** What keeps a sink from the newest template. */
export interface TemplateProblem {
  readonly sink: string;
  readonly message: string;
}

interface Verdict {
  readonly of: Pick<SinkConfig, 'use' | 'with'>;
  readonly fault: string | undefined;
}

const none: Texts = new Map();
/** The newest and the last good options of a sink: what is asked about again and again. */
const verdictsKept = 2;

/**
 * Gives sinks the texts of the templates that their options take from ConfigMaps. A text that is not there, or with which the sink
 * cannot work, changes nothing: the last good one stays, and before there was one the sink's own default.
 */
export class SinkTemplates {
  readonly #parts: SinkTemplatesParts;
  readonly #maps: ConfigMapTexts;
  readonly #good = new Map<string, Texts>();
  readonly #verdicts = new Map<string, readonly Verdict[]>();
  readonly #problems = new Map<string, string>();
  #listener: () => void = () => undefined;

  constructor(parts: SinkTemplatesParts) {
    this.#parts = parts;
    this.#maps = new ConfigMapTexts(parts, () => this.#listener());
  }

  /** By sink, what keeps it from its newest template. */
  problems(): readonly TemplateProblem[] {
    return [...this.#problems].map(([sink, message]) => ({ sink, message }));
  }

  /** Calls `listener` whenever `fill` may give something else than before. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  /** The config with texts in place of references. At the first time it waits some seconds for them. */
  async fill(loaded: Loaded): Promise<Loaded> {
    const { config, secrets } = loaded;
    await this.#maps.follow(config.sinks.flatMap((sink) => soundReferences(sink.with)));
    const sinks = await Promise.all(config.sinks.map((sink) => this.#fillOne(sink, secrets)));
    const names = new Set(config.sinks.map(({ name }) => name));
    for (const known of [this.#good, this.#verdicts, this.#problems])
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
    return { ...loaded, config: { ...config, sinks } };
  }

  /** Follows the ConfigMaps no more. Safe twice. */
  close(): Promise<void> {
    this.#listener = () => undefined;
    return this.#maps.close();
  }

  async #fillOne(sink: SinkConfig, secrets: readonly string[]): Promise<SinkConfig> {
    const { name } = sink;
    const references = soundReferences(sink.with);
    if (references.length === 0) {
      this.#problems.delete(name);
      return sink;
    }
    const good = this.#good.get(name) ?? none;
    const { texts, problems } = wantedTexts(references, (which) => this.#maps.state(which), good);
    const newest = filled(sink, texts);
    const before = filled(sink, good);
    if (isDeepStrictEqual(newest.with, before.with)) {
      this.#tell(name, problems, good);
      return newest;
    }
    const fault = await this.#faultOf(newest, secrets);
    if (fault === undefined) {
      this.#good.set(name, texts);
      this.#tell(name, problems, texts);
      return newest;
    }
    // When it cannot work with the other text either, the template is not what is wrong with it; starting it says what is.
    if ((await this.#faultOf(before, secrets)) !== undefined) return newest;
    const places = references.map((one) => `${one.namespace}/${one.name}, key ${one.key}`).join('; ');
    this.#tell(name, [...problems, `the template in the ConfigMap ${places} cannot work: ${fault}`], good);
    return before;
  }

  async #faultOf(sink: SinkConfig, secrets: readonly string[]): Promise<string | undefined> {
    const known = this.#verdicts.get(sink.name) ?? [];
    const of = { use: sink.use, with: sink.with };
    const verdict = known.find((one) => isDeepStrictEqual(one.of, of));
    if (verdict !== undefined) return verdict.fault;
    const fault = await this.#parts.tryOut(sink, secrets);
    this.#verdicts.set(sink.name, [{ of, fault }, ...known].slice(0, verdictsKept));
    return fault;
  }

  /** Says it once when it begins, when it changes and when it ends. */
  #tell(sink: string, problems: readonly string[], good: Texts): void {
    const { log, metrics } = this.#parts;
    metrics.templateCurrent.set({ sink }, problems.length === 0 ? 1 : 0);
    const before = this.#problems.get(sink);
    if (problems.length === 0) {
      this.#problems.delete(sink);
      if (before !== undefined) log.info({ sink }, 'the sink has its newest template again');
      return;
    }
    const still = good.size > 0 ? 'the last good template goes on' : 'the default body goes out until it can be used';
    const message = `${problems.join('; ')}; ${still}`;
    this.#problems.set(sink, message);
    if (message !== before) log.warn({ sink, code: codes.template }, message);
  }
}

const filled = (sink: SinkConfig, texts: Texts): SinkConfig => ({
  ...sink,
  with: fillReferences(sink.with, (reference) => texts.get(keyOfReference(reference))),
});
