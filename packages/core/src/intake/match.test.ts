import { describe, expect, test } from 'vitest';
import { type EventSketch, event } from './fixtures/events.ts';
import { compileMatch, describeDecision, type Match, type MatchConfig } from './match.ts';

function compiled(config?: MatchConfig): Match {
  const result = compileMatch(config);
  if (result.kind === 'faulty') throw new Error(JSON.stringify(result.faults));
  return result.match;
}

function decidedBy(config: MatchConfig, sketch: EventSketch): string {
  const match = compiled(config);
  return match.clauses[match.decide(event(sketch)) - 1] ?? 'wanted';
}

const node = { kind: 'Node', namespace: '', name: 'node-7', uid: 'node-7' };

test.each<[string, MatchConfig, EventSketch, string]>([
  ['nothing configured wants everything', {}, {}, 'wanted'],
  ['an empty not excludes nothing', { not: {} }, {}, 'wanted'],
  ['level', { level: 'Warning' }, { type: 'Normal' }, 'level'],
  ['level as a list', { level: ['Normal', 'Warning'] }, {}, 'wanted'],
  ['a level that Kubernetes does not have yet', { level: 'Error' }, {}, 'level'],
  ['namespaces by glob', { namespaces: ['prod-*'] }, { object: { namespace: 'prod-eu' } }, 'wanted'],
  ['namespaces that differ', { namespaces: ['prod-*'] }, { object: { namespace: 'test' } }, 'namespaces'],
  ['"" picks cluster-scoped objects', { namespaces: ['prod', ''] }, { object: node }, 'wanted'],
  [
    'without "" cluster-scoped objects are left out',
    { namespaces: ['prod', 'default'] },
    { object: node },
    'namespaces',
  ],
  [
    "the Event's own namespace, which a node's Event has too",
    { eventNamespaces: ['prod'] },
    { object: node },
    'wanted',
  ],
  ["the Event's own namespace that differs", { eventNamespaces: ['shop'] }, { object: node }, 'eventNamespaces'],
  ['kinds', { kinds: ['Pod'] }, { object: node }, 'kinds'],
  ['names', { names: ['web-?'] }, {}, 'wanted'],
  ['names that differ', { names: ['web-?'] }, { object: { name: 'web-10' } }, 'names'],
  ['reasons by expression', { reasons: ['Evicted', '/^Failed/'] }, { reason: 'FailedMount' }, 'wanted'],
  ['reasons that differ', { reasons: ['Evicted', '/^Failed/'] }, {}, 'reasons'],
  ['messages', { messages: ['*Back-off*'] }, {}, 'wanted'],
  ['messages that differ', { messages: '/timeout/i' }, {}, 'messages'],
  ['components', { components: ['kubelet'] }, { component: 'scheduler' }, 'components'],
  ['nodes by the reporting node', { nodes: ['node-1'] }, {}, 'wanted'],
  ['nodes by the Node it is about', { nodes: ['node-7'] }, { object: node, node: '' }, 'wanted'],
  ['a Pod named like the node is no node', { nodes: ['web-0'] }, {}, 'nodes'],
  ['one matching field of not excludes', { not: { reasons: ['BackOff'], kinds: ['Node'] } }, {}, 'not.reasons'],
  [
    'not by another of its fields',
    { not: { reasons: ['BackOff'], kinds: ['Node'] } },
    { object: node, reason: 'x' },
    'not.kinds',
  ],
  ['no field of not matches', { not: { reasons: ['Pulled'], kinds: ['Node'] } }, {}, 'wanted'],
  ['what is wanted is decided before what is not', { level: 'Normal', not: { reasons: 'BackOff' } }, {}, 'level'],
  ['all fields must match', { level: 'Warning', reasons: ['BackOff'], kinds: ['Job'] }, {}, 'kinds'],
])('%s', (_, config, sketch, expected) => {
  expect(decidedBy(config, sketch)).toBe(expected);
});

test('clauses are named in the order in which they decide', () => {
  const { clauses } = compiled({ messages: 'x', level: 'Warning', not: { messages: 'x', namespaces: 'y' } });
  expect(clauses).toEqual(['level', 'messages', 'not.namespaces', 'not.messages']);
});

test('all faults of a match are reported at once, each with its place', () => {
  const result = compileMatch({
    level: '',
    namespaces: ['', '/['],
    reasons: [],
    not: { messages: ['fine', '/(?!x)/', '/x/m'] },
  });
  expect(result.kind === 'faulty' && result.faults.map(({ path }) => path)).toEqual([
    '/level',
    '/namespaces/1',
    '/reasons',
    '/not/messages/1',
    '/not/messages/2',
  ]);
});

test.each(['warning', 'NORMAL'])(
  'the level %s would match nothing: the fault says how Kubernetes writes it',
  (level) => {
    const result = compileMatch({ not: { level: ['Error', level] } });
    expect(result.kind === 'faulty' && result.faults).toEqual([
      { path: '/not/level/1', message: expect.stringMatching(/write (Warning|Normal)$/) },
    ]);
  },
);

test.each(['warn', 'Warnings', 'Wraning', 'Warnng', 'norm'])('the level %s is taken for a slip', (level) => {
  const result = compileMatch({ level });
  expect(result.kind === 'faulty' && result.faults).toEqual([
    {
      path: '/level',
      message: expect.stringMatching(new RegExp(`^did you mean (Warning|Normal)\\?.*/\\^${level}\\$/`)),
    },
  ]);
});

test.each(['Error', 'Info', 'Abnormal', 'war', 'W*', '/^warn$/', 'Warning'])('the level %s may be one', (level) => {
  expect(compileMatch({ level }).kind).toBe('compiled');
});

describe('a decision in words', () => {
  const row = { name: 'ops', clauses: ['namespaces', 'not.reasons'] };
  test.each([
    [0, 'ops wants it'],
    [1, 'ops does not want it: match.namespaces does not include it'],
    [2, 'ops does not want it: match.not.reasons excludes it'],
    [3, 'ops does not want it; the clause that decided is not known any more'],
  ])('%i', (decision, words) => {
    expect(describeDecision(row, decision)).toBe(words);
  });
});
