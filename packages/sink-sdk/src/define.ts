import type { TObject } from 'typebox';
import { apiVersion, brand, type SinkDefinition, type SinkPlugin } from './sink.ts';

/** Short names become package names (`bark` → `@kubeherald/sink-bark`), metric labels and log fields. */
const validName = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/**
 * Makes a plugin of a definition: frozen, branded, stamped with the contract's version. A plugin package exports the result as default.
 * @throws TypeError when the definition, perhaps written in JavaScript, lacks a part.
 */
export function defineSink<Config extends TObject>(definition: SinkDefinition<Config>): SinkPlugin<Config> {
  if (typeof definition.name !== 'string' || !validName.test(definition.name)) {
    throw new TypeError(
      `defineSink: name is ${JSON.stringify(definition.name)}; expected lower-case letters, digits and inner hyphens`,
    );
  }
  if (typeof definition.config !== 'object' || definition.config === null) {
    throw new TypeError(`defineSink: the sink ${definition.name} has no config; expected Type.Object({ … })`);
  }
  if (!isObjectSchema(definition.config)) {
    throw new TypeError(
      `defineSink: the config of the sink ${definition.name} is no set of options but ${kindOf(definition.config)}; expected Type.Object({ … }). Put what has several forms into one of its options`,
    );
  }
  if (typeof definition.open !== 'function') {
    throw new TypeError(`defineSink: the sink ${definition.name} has no open; expected a function`);
  }
  if (definition.delivery) Object.freeze(definition.delivery);
  if (definition.capabilities) Object.freeze(definition.capabilities);
  const plugin: SinkPlugin<Config> = { ...definition, apiVersion, [brand]: true };
  return Object.freeze(plugin);
}

/** Whether `value` was made by defineSink, of this or another copy of the SDK. Its `apiVersion` is still to be compared. */
export function isSinkPlugin(value: unknown): value is SinkPlugin {
  return typeof value === 'object' && value !== null && Reflect.get(value, brand) === true;
}

/** Only an object's options can be listed, and named when one is wrong. An intersection of objects, allOf, is one too. */
function isObjectSchema(schema: object): boolean {
  if (Reflect.get(schema, 'type') === 'object') return true;
  const parts: unknown = Reflect.get(schema, 'allOf');
  return Array.isArray(parts) && parts.length > 0 && parts.every((part) => isObject(part) && isObjectSchema(part));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function kindOf(schema: object): string {
  const form = ['anyOf', 'oneOf', 'allOf'].find((keyword) => keyword in schema);
  if (form !== undefined) return form === 'allOf' ? 'an intersection of other things' : 'a union';
  return `of type ${JSON.stringify(Reflect.get(schema, 'type')) ?? 'unknown'}`;
}
