import { availableParallelism } from 'node:os';
import {
  type FlatError,
  flatten,
  type OptionFault,
  type Place,
  type PluginDescription,
  type ResolvedPlugin,
  resolvePlugin,
  startSinkWorker,
} from '@kubeherald/sink-host';
import type { Delivery } from '@kubeherald/sink-sdk';
import type { Log } from '../log.ts';
import { deliveryDefaults } from '../sink.ts';
import { exampleConfig } from './example-config.ts';
import { exampleOptions } from './example-options.ts';
import { type InstalledSink, installedSinks, type SinkPlaces } from './installed.ts';
import { type OptionRow, optionRows } from './option-rows.ts';

/** An installed sink, described in a thread of its own; one that cannot be described says why. */
export interface SinkListing {
  /** What a config's `use` calls it. */
  readonly use: string;
  /** Of the package it belongs to; empty for a file that belongs to none. */
  readonly packageName: string;
  readonly version: string;
  /** URL of its file, empty when it has none. */
  readonly url: string;
  readonly foundIn: Place;
  readonly about: SinkAbout;
}

export type SinkAbout =
  | {
      readonly kind: 'described';
      readonly name: string;
      readonly apiVersion: number;
      readonly options: readonly OptionRow[];
      /** In force unless the config says otherwise; what the sink does not name is kubeherald's default. Milliseconds. */
      readonly delivery: Delivery;
      readonly capabilities: PluginDescription['capabilities'];
      /** A config whose only sink it is, made from its schema's examples. */
      readonly example: string;
      /** What the sink itself finds wrong with that example: its schema lacks examples. Absent in a list: not looked at. */
      readonly exampleFaults?: readonly OptionFault[];
      /** JSON Schema of the options. */
      readonly schema: object;
    }
  | { readonly kind: 'unusable'; readonly code: string; readonly message: string };

/** Threads at a time: describing is mostly loading code. */
const mostAtOnce = Math.min(4, availableParallelism());
/** Milliseconds for a sink to be imported. One that is stuck must not hold up the list. */
const describeMs = 10_000;
/** A sink that was only described has nothing to finish. */
const closeMs = 1_000;

/** All sinks that are installed in the three places; one that is broken does not spoil the others. */
export async function listSinks(places: SinkPlaces, log: Log): Promise<readonly SinkListing[]> {
  const installed = [...installedSinks(places)];
  const listings = new Map<InstalledSink, SinkListing>();
  const waiting = [...installed];
  const work = async () => {
    for (let sink = waiting.shift(); sink; sink = waiting.shift()) listings.set(sink, await listing(sink, places, log));
  };
  await Promise.all(Array.from({ length: mostAtOnce }, work));
  return installed.flatMap((sink) => listings.get(sink) ?? []);
}

/**
 * One sink by what a config's `use` would call it.
 * @throws SinkHostError when there is none, with the places looked in and how to install it
 */
export async function describeSink(use: string, places: SinkPlaces, log: Log): Promise<SinkListing> {
  const { url, packageName, version, foundIn } = resolvePlugin(use, places);
  return { use, packageName, version, url, foundIn, about: await describe(use, url, log, true) };
}

async function listing(sink: InstalledSink, places: SinkPlaces, log: Log): Promise<SinkListing> {
  const { packageName, version, foundIn, folder } = sink;
  const part = { use: packageName, packageName, version, url: '', foundIn };
  let plugin: ResolvedPlugin;
  try {
    plugin = resolvePlugin(folder, places);
  } catch (error) {
    return { ...part, about: unusable(error) };
  }
  const use = useOf(sink, plugin, places);
  try {
    return { ...part, use, url: plugin.url, about: await describe(use, plugin.url, log, false) };
  } catch (error) {
    // A schema may hold whatever its author wrote; what cannot be told of one sink must not hide the others.
    return { ...part, use, url: plugin.url, about: undescribed(error) };
  }
}

/** The shortest word that a config may use for it: one that finds this very file. */
function useOf({ packageName, folder }: InstalledSink, plugin: ResolvedPlugin, places: SinkPlaces): string {
  const short = packageName.replace(/^@kubeherald\/sink-/, '');
  const finds = (use: string) => {
    try {
      return resolvePlugin(use, places).url === plugin.url;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
      throw error;
    }
  };
  return [short, packageName].find(finds) ?? folder;
}

async function describe(use: string, url: string, log: Log, tryExample: boolean): Promise<SinkAbout> {
  const name = nameOf(use);
  const first = await ask(url, name, {}, log);
  if (first.kind === 'unusable') return unusable(first.error);
  const { description } = first;
  const options = optionRows(description.schema);
  const example = exampleOptions(description.schema);
  const tried = tryExample ? await ask(url, name, example.needed, log) : undefined;
  return {
    kind: 'described',
    name: description.name,
    apiVersion: description.apiVersion,
    options,
    delivery: { ...deliveryDefaults, ...description.delivery },
    capabilities: description.capabilities,
    example: await exampleConfig(use, nameOf(description.name), example, options),
    ...(tried?.kind === 'described' ? { exampleFaults: tried.faults } : {}),
    schema: description.schema,
  };
}

async function ask(url: string, name: string, options: { readonly [option: string]: unknown }, log: Log) {
  // A process: what merely lies in a folder may be anything, and none of it is to end the listing.
  const worker = startSinkWorker({
    plugin: url,
    name,
    cluster: '',
    options,
    log,
    openTimeoutMs: describeMs,
    isolation: 'process',
  });
  try {
    return await worker.describe();
  } finally {
    await worker.close(closeMs);
  }
}

/** A sink's name as the config wants it. */
function nameOf(use: string): string {
  return (
    use
      .toLowerCase()
      .replace(/[^a-z0-9-]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 63)
      .replace(/-+$/, '') || 'sink'
  );
}

function undescribed(error: unknown): SinkAbout {
  const { code, message } = flatten(error);
  return {
    kind: 'unusable',
    code,
    message: `Its schema cannot be told: ${message}. Mend the sink's config, or tell its author`,
  };
}

function unusable(error: unknown): SinkAbout {
  const code = error instanceof Error && 'code' in error ? String(error.code) : isFlat(error) ? error.code : '';
  const message = error instanceof Error || isFlat(error) ? error.message : String(error);
  return { kind: 'unusable', code, message };
}

function isFlat(error: unknown): error is FlatError {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}
