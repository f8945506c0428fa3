import { expect, it } from 'vitest';
import { addressOf } from './address.ts';
import { type EventOptions, riemannEvent } from './event.ts';
import { event } from './fixtures/open.ts';
import { decodeAnswer, encodeFrame } from './message.ts';

const options: EventOptions = {
  tags: [],
  ttl: 60,
  time: 'event',
  layout: 'event',
  attributes: {},
  now: () => 1_700_000_000_250,
};

it('the frame is that of the vector', () => {
  const frame = encodeFrame([
    {
      time: 1_700_000_000,
      timeMicros: undefined,
      state: 'warning',
      service: 'Pod.BackOff',
      host: 'n1',
      description: 'hi',
      tags: ['k8s'],
      ttl: 60,
      attributes: { namespace: 'default' },
      metric: 3,
    },
  ]);
  expect(Buffer.from(frame).toString('hex')).toBe(
    '0000004832460880e2cfaa0612077761726e696e671a0b506f642e4261636b4f666622026e312a0268693a036b387345000070424a140a096e616d657370616365120764656661756c746806',
  );
});

// The table of kube-eventer's own test.
it.each([
  [{ type: 'Normal' }, 'ok'],
  [{ type: 'Warning' }, 'warning'],
  [{ type: undefined }, 'warning'],
])('%j is the state %s', (fields, state) => {
  expect(riemannEvent(event('a', fields), options).state).toBe(state);
});

it('without kind and reason the service is a dot', () => {
  expect(riemannEvent(event('a', { involvedObject: {}, reason: undefined }), options)).toMatchObject({ service: '.' });
});

it('what a controller says of a node is on the host of that name', () => {
  const fields = { involvedObject: { kind: 'Node', name: 'node-2' }, source: { component: 'node-controller' } };
  expect(riemannEvent(event('a', fields), options).host).toBe('node-2');
});

it.each([
  ['event', { eventTime: '2026-11-21T04:33:38.120345Z', lastTimestamp: null }, 1_795_235_618, 1_795_235_618_120_345],
  ['event', {}, 1_795_235_618, undefined],
  ['event', { lastTimestamp: '9999-12-31T23:59:59.5Z' }, 253_402_300_799, undefined],
  ['now', {}, 1_700_000_000, 1_700_000_000_250_000],
] as const)('the time of %s with %j', (time, fields, seconds, micros) => {
  const made = riemannEvent(event('a', { firstTimestamp: null, ...fields }), { ...options, time });
  expect([made.time, made.timeMicros]).toEqual([seconds, micros]);
});

it.each([
  ['1001', { ok: true, error: '' }],
  ['10001a026e6f', { ok: false, error: 'no' }],
  // Events of an index stand before the flag.
  ['320208011001', { ok: true, error: '' }],
  ['', undefined],
  ['1a026e6f', undefined],
  ['ffff', undefined],
  ['10', undefined],
])('the answer %s is %j', (hex, answer) => {
  expect(decodeAnswer(Buffer.from(hex, 'hex'))).toEqual(answer);
});

it.each([
  ['tcp://riemann', { host: 'riemann', port: 5555, isTls: false }],
  ['tls://riemann', { host: 'riemann', port: 5554, isTls: true }],
  ['tcp://[::1]:6000/', { host: '::1', port: 6000, isTls: false }],
])('the address %s', (url, address) => {
  expect(addressOf(url)).toEqual(address);
});
