import { apiVersion, isSinkPlugin, type SinkPlugin } from '@kubeherald/sink-sdk';
import { codes, SinkHostError } from '../codes.ts';
import { exportUnreadable, loadFailure, readable } from './load-failure.ts';

/** CommonJS packages compiled from ES modules hide their default export below another one. */
const deepestDefault = 2;

function readField(value: unknown, name: string): unknown {
  return (typeof value === 'object' || typeof value === 'function') && value !== null
    ? Reflect.get(value, name)
    : undefined;
}

function findPlugin(module: unknown, url: string): SinkPlugin {
  let candidate: unknown = module;
  for (let depth = 0; depth < deepestDefault; depth++) {
    candidate = readField(candidate, 'default');
    if (isSinkPlugin(candidate)) return candidate;
  }
  const found = readField(module, 'default');
  const what =
    found === undefined ? 'has no default export' : `exports ${kindOf(found)} as default that defineSink has not made`;
  throw new SinkHostError(
    codes.pluginExport,
    `${readable(url)} is no kubeherald sink: it ${what}. Correct the name (use:) if another package was meant; a sink of your own needs: export default defineSink({ … }) of @kubeherald/sink-sdk`,
  );
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function checkDefinition(plugin: SinkPlugin, url: string): void {
  const version: unknown = plugin.apiVersion;
  if (typeof version !== 'number') {
    throw new SinkHostError(
      codes.pluginDefinition,
      `The sink at ${readable(url)} has as its apiVersion ${kindOf(version)} (${String(version)}); expected the number ${apiVersion}. Build it with defineSink`,
    );
  }
  if (version !== apiVersion) {
    throw new SinkHostError(
      codes.pluginVersion,
      `The sink ${plugin.name} (${readable(url)}) was built for version ${String(version)} of the sink contract, this kubeherald knows version ${apiVersion}. ${
        version > apiVersion
          ? 'Update kubeherald, or install an older version of the sink'
          : 'Update the sink, or build it with a newer @kubeherald/sink-sdk'
      }`,
    );
  }
  const wanted = { name: 'string', config: 'object', open: 'function' };
  for (const [field, type] of Object.entries(wanted)) {
    const value: unknown = Reflect.get(plugin, field);
    const is = value === null ? 'null' : typeof value;
    if (is === type) continue;
    throw new SinkHostError(
      codes.pluginDefinition,
      `The sink at ${readable(url)} has as its ${field} ${is}; expected ${type}. Build it with defineSink`,
    );
  }
}

/**
 * Imports a plugin, in the thread that will run it.
 * @param url of the plugin's file
 * @throws SinkHostError when it is no plugin, or was built for another version of the contract; whatever its module throws, as the cause.
 */
export async function loadPlugin(url: string): Promise<SinkPlugin> {
  let module: unknown;
  try {
    module = await import(url);
  } catch (cause) {
    throw loadFailure(url, cause);
  }
  try {
    const plugin = findPlugin(module, url);
    checkDefinition(plugin, url);
    return plugin;
  } catch (error) {
    if (error instanceof SinkHostError) throw error;
    throw exportUnreadable(url, error);
  }
}
