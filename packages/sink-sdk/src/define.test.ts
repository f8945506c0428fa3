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
