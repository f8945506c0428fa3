import type { Capabilities, Delivery, Manner, SinkPlugin } from '@kubeherald/sink-sdk';
import { codes, SinkHostError } from '../codes.ts';
import type { GivenOptions, PluginDescription } from '../protocol.ts';
import { isFields } from './unknown-options.ts';

/** Characters of a schema's JSON; a sink with a hundred described options has a tenth of it. */
const longestSchema = 1_000_000;

const numbers = ['maxEvents', 'maxBytes', 'lingerMs', 'concurrency', 'timeoutMs'] as const;
const rates = ['batches', 'perMs', 'burst'] as const;
const claims = ['idempotent', 'partial', 'ordered'] as const;

function wrong(plugin: SinkPlugin, field: string, expected: string): SinkHostError {
  return new SinkHostError(
    codes.pluginDefinition,
    `The sink ${plugin.name} has a wrong ${field}; expected ${expected}`,
  );
}

type Fields = { readonly [field: string]: unknown };

function deliveryOf(plugin: SinkPlugin, given: Fields): Partial<Delivery> {
  const check = (fields: Fields, name: string, path: string, least: number): number => {
    const value = fields[name];
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
    throw wrong(plugin, `${path}.${name}`, `a number of at least ${least}`);
  };
  const delivery: { -readonly [Field in keyof Delivery]?: Delivery[Field] } = {};
  for (const name of numbers) {
    if (given[name] !== undefined) delivery[name] = check(given, name, 'delivery', name === 'lingerMs' ? 0 : 1);
  }
  const rate = given.rateLimit;
  if (rate !== undefined) {
    if (!isFields(rate)) throw wrong(plugin, 'delivery.rateLimit', 'an object');
    const [batches, perMs, burst] = rates.map((name) => check(rate, name, 'delivery.rateLimit', 1));
    delivery.rateLimit = { batches: batches ?? 1, perMs: perMs ?? 1, burst: burst ?? 1 };
  }
  return delivery;
}

function capabilitiesOf(given: Fields): Partial<Capabilities> {
  const capabilities: { -readonly [Claim in keyof Capabilities]?: boolean } = {};
  for (const claim of claims) if (given[claim] !== undefined) capabilities[claim] = given[claim] === true;
  return capabilities;
}

function mannerOf(plugin: SinkPlugin, different: Manner): Record<keyof Manner, Fields> {
  for (const { delivery = {}, capabilities = {} } of [plugin, different]) {
    if (!isFields(delivery)) throw wrong(plugin, 'delivery', 'an object');
    if (!isFields(capabilities)) throw wrong(plugin, 'capabilities', 'an object');
  }
  return {
    delivery: { ...plugin.delivery, ...different.delivery },
    capabilities: { ...plugin.capabilities, ...different.capabilities },
  };
}

function schemaOf(plugin: SinkPlugin): object {
  const json = JSON.stringify(plugin.config);
  if (json.length > longestSchema)
    throw wrong(plugin, 'config', `a schema of at most ${longestSchema} characters as JSON`);
  return JSON.parse(json);
}

/**
 * What a plugin says of itself, as plain data.
 * @param options with their defaults; undefined when they are faulty, and then nothing is said of what is different with them
 * @throws SinkHostError when a part of it cannot be meant so.
 */
export function describePlugin(plugin: SinkPlugin, options?: GivenOptions): PluginDescription {
  const given = options === undefined ? {} : plugin.mannerWith?.(options);
  const manner = mannerOf(plugin, given ?? {});
  return {
    name: plugin.name,
    apiVersion: plugin.apiVersion,
    schema: schemaOf(plugin),
    delivery: deliveryOf(plugin, manner.delivery),
    capabilities: capabilitiesOf(manner.capabilities),
  };
}
