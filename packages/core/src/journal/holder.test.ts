import { expect, it } from 'vitest';
import { decodeHolder, encodeHolder, type Holder, judgeHolder, lockBytes } from './holder.ts';

const self: Holder = { pid: 1, startTime: '500', host: 'pod-b', bootId: 'boot', pidNamespace: 'pid:[7]', token: 'b' };
const other = (over: Partial<Holder>): Holder => ({ ...self, pid: 40, startTime: '300', token: 'a', ...over });
const running = (pid: number, startTime: string) => (asked: number) => (asked === pid ? startTime : undefined);

it.each([
  { name: 'a process that runs', holder: other({}), startTimeOf: running(40, '300'), state: 'alive' },
  { name: 'a process that is gone', holder: other({}), startTimeOf: running(41, '300'), state: 'gone' },
  { name: 'a pid that was used again', holder: other({}), startTimeOf: running(40, '900'), state: 'gone' },
  {
    name: 'the process before this one in a restarted container',
    holder: other({ pid: 1, pidNamespace: 'pid:[6]' }),
    startTimeOf: running(1, '500'),
    state: 'unknown',
  },
  {
    name: 'another container on this machine',
    holder: other({ pid: 1, host: 'pod-a', pidNamespace: 'pid:[5]' }),
    startTimeOf: running(1, '500'),
    state: 'unknown',
  },
  {
    name: 'another machine, or this one before it was started again',
    holder: other({ bootId: 'earlier' }),
    startTimeOf: running(40, '300'),
    state: 'unknown',
  },
  {
    name: 'the same pid namespace number on another machine',
    holder: other({ bootId: 'elsewhere', host: 'node-2' }),
    startTimeOf: running(40, '300'),
    state: 'unknown',
  },
  { name: 'a process whose start nobody can tell', holder: other({}), startTimeOf: running(40, ''), state: 'alive' },
])('$name is $state', ({ holder, startTimeOf, state }) => {
  expect(judgeHolder(holder, self, startTimeOf)).toBe(state);
});

it('without boot ids the name of the host tells machines apart', () => {
  const bare = { ...self, bootId: '', pidNamespace: '' };
  expect(judgeHolder({ ...bare, pid: 9, startTime: '' }, bare, running(9, ''))).toBe('alive');
  expect(judgeHolder({ ...bare, pid: 9, host: 'elsewhere' }, bare, running(9, ''))).toBe('unknown');
});

it('is written in the same room always, and read back', () => {
  expect(encodeHolder(self).length).toBe(lockBytes);
  expect(encodeHolder(undefined).length).toBe(lockBytes);
  expect(decodeHolder(encodeHolder(self).toString())).toEqual(self);
  expect(decodeHolder(encodeHolder(undefined).toString())).toBe('released');
  for (const text of ['{"pid":', 'null', '{"pid":"1"}']) expect(decodeHolder(text)).toBe('unreadable');
  expect(decodeHolder('')).toBe('released');
});
