import { badRequest } from '../status.ts';
import type { StoredConfigMap } from './store.ts';

const labels: Readonly<Record<string, (one: StoredConfigMap) => string>> = {
  'metadata.name': ({ name }) => name,
  'metadata.namespace': ({ namespace }) => namespace,
};

/**
 * Which ConfigMaps a request is about: those of its namespace (empty: all) that its field selector picks.
 * @throws Refusal 400 for a selector on another field, as a resource without selectable fields has no more.
 */
export function selecting(namespace: string, selector: string): (one: StoredConfigMap) => boolean {
  const terms = selector
    .split(',')
    .filter((term) => term !== '')
    .map((term) => {
      const [, label = '', operator = '', value = ''] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
      if (operator === '') throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
      const read = Object.hasOwn(labels, label) ? labels[label] : undefined;
      if (read === undefined) throw badRequest(`field label not supported: ${label}`);
      return (one: StoredConfigMap) => (read(one) === value) === (operator !== '!=');
    });
  return (one) => (namespace === '' || one.namespace === namespace) && terms.every((term) => term(one));
}
