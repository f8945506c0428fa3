import { describe, expect, it } from 'vitest';
import { fillReferences, referenceFaults, soundReferences } from './reference.ts';

const go = { go: { configMap: { namespace: 'kube-system', name: 'custom-body', key: 'content' } }, compat: 'exact' };

describe('references to ConfigMaps', () => {
  it('are found wherever a text may stand, with the namespace and key of kube-eventer', () => {
    const options = { url: 'x', template: go, list: [{ body: { configMap: { name: 'other' } } }] };
    expect(soundReferences(options)).toEqual([
      { namespace: 'kube-system', name: 'custom-body', key: 'content' },
      { namespace: 'default', name: 'other', key: 'content' },
    ]);
  });

  it('are replaced by their texts', () => {
    expect(fillReferences({ url: 'x', template: go }, ({ name }) => `text of ${name}`)).toEqual({
      url: 'x',
      template: { go: 'text of custom-body', compat: 'exact' },
    });
    expect(fillReferences({ template: { configMap: { name: 'a' } } }, () => 'text')).toEqual({ template: 'text' });
  });

  it('that have no text leave their option out', () => {
    const options = {
      url: 'x',
      template: go,
      title: { configMap: { name: 'a' } },
      list: [{ configMap: { name: 'b' } }],
    };
    expect(fillReferences(options, () => undefined)).toEqual({ url: 'x', list: [] });
  });

  it('may bring a default along', () => {
    const template = { go: { configMap: { name: 'a', default: 'until then' } } };
    expect(fillReferences({ template }, () => undefined)).toEqual({ template: { go: 'until then' } });
    expect(fillReferences({ template }, () => 'text')).toEqual({ template: { go: 'text' } });
  });

  it('are no options of another shape', () => {
    const options = { headers: { configMap: 'a' }, nested: { configMap: { name: 'a' }, more: 1 } };
    expect(soundReferences(options)).toEqual([]);
    expect(fillReferences(options, () => 'text')).toEqual(options);
  });

  it.each([
    [{ configMap: { nam: 'a' } }, '/sinks/1/with/template/configMap/nam', 'is not known; expected configMap'],
    [{ configMap: { namespace: 'a' } }, '/sinks/1/with/template', 'expected configMap'],
    [
      { configMap: { name: 'A B' } },
      '/sinks/1/with/template/configMap/name',
      '"A B" is no name that an object can have',
    ],
    [{ configMap: { name: 'a', default: 1 } }, '/sinks/1/with/template/configMap/default', 'must be the text'],
    [{ configMap: { name: 'a', key: 'x/y' } }, '/sinks/1/with/template/configMap/key', 'is no key of a ConfigMap'],
  ])('that cannot be meant are told with their place: %j', (template, path, message) => {
    const [fault, ...more] = referenceFaults([{ with: {} }, { with: { template } }]);
    expect(fault).toEqual({ path, message: expect.stringContaining(message) });
    expect(more).toEqual([]);
  });
});
