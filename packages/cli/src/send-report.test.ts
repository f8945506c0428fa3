import { type SendReport, testEvent } from '@kubeherald/core';
import { expect, it } from 'vitest';
import { codeOfReport, reportOf } from './send-report.ts';

const raw = testEvent(0, 'uid');
const object = { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'n1', uid: '', fieldPath: '' };
const event: SendReport['event'] = {
  id: 'uid:1',
  uid: 'uid',
  resourceVersion: '1',
  name: 'n1.1',
  namespace: 'default',
  cluster: 'c',
  change: 'added',
  time: '1970-01-01T00:00:00Z',
  firstTime: '',
  lastTime: '',
  count: 1,
  type: 'Warning',
  reason: 'Hot',
  message: 'm',
  action: '',
  object,
  source: { component: '', instance: '', node: '' },
  raw,
};
const base: SendReport = { sink: 'ops', use: 'hook', plugin: 'p@1', event, durationMs: 12, place: 'config.yaml:3:5' };
const error = { name: 'RejectedError', code: 'KH_SINK_REJECTED', message: 'answered 400:\nbad' };

it.each<[string, Partial<SendReport>, number, readonly string[]]>([
  [
    'accepted',
    { answer: { kind: 'accepted', said: 'POST x answered 204' } },
    0,
    ['accepted after 12 ms', 'answered 204'],
  ],
  [
    'refused',
    { answer: { kind: 'rejected', error } },
    1,
    ['refused for good', '  answered 400: bad [KH_SINK_REJECTED]', '→ correct', 'config.yaml:3:5'],
  ],
  [
    'told to wait',
    { answer: { kind: 'retry', error, retryAfterMs: 7000 } },
    1,
    ['cannot be taken now', 'the destination asks to wait 7 s', 'try again'],
  ],
  ['misconfigured', { answer: { kind: 'misconfigured', error } }, 78, ['options cannot work', 'config.yaml:3:5']],
  ['broken', { answer: { kind: 'broken', error } }, 1, ["the sink's worker failed"]],
  [
    'sent though the match would not',
    { unwanted: 'ops does not want it: match.level does not include it', answer: { kind: 'accepted' } },
    0,
    ['would not send this event: ops does not want it: match.level', 'sent all the same', 'accepted'],
  ],
  ['not sent for its match', { unwanted: 'ops does not want it: …' }, 1, ['Nothing was sent']],
])('an event that was %s', (_name, over, code, texts) => {
  const report = { ...base, ...over };
  const text = reportOf(report);
  expect(text.split('\n')[0]).toBe('ops (p@1) ← Warning Hot Node n1');
  for (const expected of texts) expect(text).toContain(expected);
  expect(codeOfReport(report)).toBe(code);
});
