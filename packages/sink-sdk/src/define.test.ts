import { expect, expectTypeOf, it } from 'vitest';
import { apiVersion, defineSink, isSinkPlugin, Type } from './index.ts';

const open = () => ({ deliver: async () => undefined });
const config = Type.Object({ url: Type.String(), retries: Type.Optional(Type.Integer()) });

it('a plugin is frozen and says which contract it was made for', () => {
  const plugin = defineSink({ name: 'bark', config, capabilities: { ordered: true }, open });
  expect(plugin).toMatchObject({ name: 'bark', apiVersion, capabilities: { ordered: true } });
  expect(Object.isFrozen(plugin) && Object.isFrozen(plugin.capabilities)).toBe(true);
  expect(isSinkPlugin(plugin)).toBe(true);
});

it('the type of the options comes from the schema', () => {
  defineSink({
    name: 'bark',
    config,
    open(options) {
      expectTypeOf(options.url).toEqualTypeOf<string>();
      expectTypeOf(options).toHaveProperty('retries');
      return { deliver: async () => undefined };
    },
  });
});

it('a plugin of another copy of the SDK is known', () => {
  expect(isSinkPlugin({ name: 'bark', [Symbol.for('kubeherald.sink')]: true })).toBe(true);
});

it.each([[undefined], [null], ['bark'], [{ name: 'bark', config, open }]])('%o is no plugin', (value) => {
  expect(isSinkPlugin(value)).toBe(false);
});

it.each(['', 'Bark', '-bark', 'bark_1', '@acme/bark'])('the name %j is refused', (name) => {
  expect(() => defineSink({ name, config, open })).toThrow(/name is .*expected lower-case/);
});

it.each([
  ['a union', Type.Union([config, Type.Object({ path: Type.String() })])],
  ['of type "array"', Type.Array(config)],
  ['of type "string"', Type.String()],
  ['of type unknown', {}],
])('a config that is %s is refused: its options could not be listed', (kind, schema) => {
  // As JavaScript gives it, where no type is in the way.
  const definition = { name: 'chime', config, open };
  Reflect.set(definition, 'config', schema);
  expect(() => defineSink(definition)).toThrow(`the sink chime is no set of options but ${kind}; expected Type.Object`);
});

it('a config may be an intersection of objects', () => {
  const definition = { name: 'chime', config, open };
  Reflect.set(definition, 'config', Type.Intersect([config, Type.Object({ path: Type.String() })]));
  expect(defineSink(definition).name).toBe('chime');
});
