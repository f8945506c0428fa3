import { expect, it } from 'vitest';
import { isKubeEventer } from './is-kube-eventer.ts';

it.each([
  [['/kube-eventer'], true],
  [['/eventer', '--version'], true],
  [['/usr/bin/kube-eventer', 'run'], true],
  [['/kubeherald', '--sink=log', '--source=kubernetes:'], true],
  [['/kubeherald', '--frequency=30s', '-source', 'kubernetes:'], true],
  [['/kubeherald', 'run', '--config', 'x'], false],
  [['/kubeherald', 'send', '--sink', 'ops'], false],
  [['/kubeherald', '--version'], false],
  [['/kubeherald'], false],
])('%j: %s', (called, expected) => {
  expect(isKubeEventer(['/usr/bin/node', ...called])).toBe(expected);
});
