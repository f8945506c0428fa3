import { expect, it } from 'vitest';
import { redactArguments } from './redact.ts';

it.each([
  [
    '--sink=dingtalk:https://oapi.dingtalk.com/robot/send?access_token=abc&label=x',
    '--sink=dingtalk:https://oapi.dingtalk.com/***?access_token=***&label=x',
  ],
  [
    '--sink=webhook:https://u:p@open.feishu.cn/open-apis/bot/v2/hook/tok?level=Warning&header=Authorization=Bearer x',
    '--sink=webhook:https://***@open.feishu.cn/***?level=Warning&header=***',
  ],
  ['--sink=mysql:?root:secret@tcp(h:3306)/db', '--sink=mysql:***'],
  ['--sink=mongo:?mongodb://u:secret@h', '--sink=mongo:***'],
  ['--sink=kafka:?brokers=h:9092&user=u&password=pa#ss', '--sink=kafka:?brokers=***&user=***&password=***'],
  ['-sink=log', '-sink=log'],
  ['--frequency=30s', '--frequency=30s'],
])('%s', (argument, expected) => {
  expect(redactArguments([argument])).toEqual([expected]);
});

it('knows a URI that is an argument of its own', () => {
  expect(redactArguments(['--sink', 'webhook:https://h/secret?token=t'])).toEqual([
    '--sink',
    'webhook:https://h/***?token=***',
  ]);
});
