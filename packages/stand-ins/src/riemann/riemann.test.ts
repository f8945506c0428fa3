import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Riemann, type RiemannOptions } from './index.ts';
import { decodeMsg } from './message.ts';

/** Of the fact sheet: a Pod's warning with every field that is in use. */
const vector =
  '0000004832460880e2cfaa0612077761726e696e671a0b506f642e4261636b4f666622026e312a0268693a036b387345000070424a140a096e616d657370616365120764656661756c746806';

const expected = {
  time: 1_700_000_000,
  state: 'warning',
  service: 'Pod.BackOff',
  host: 'n1',
  description: 'hi',
  tags: ['k8s'],
  ttl: 60,
  attributes: { namespace: 'default' },
  metric: 3,
};

async function start(options: RiemannOptions = {}) {
  const server = new Riemann(options);
  await server.up();
  onTestFinished(() => server.down());
  const socket = connect(server.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  let answer = '';
  let isClosed = false;
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString('hex');
  });
  socket.on('close', () => {
    isClosed = true;
  });
  return { server, socket, answer: () => answer, isClosed: () => isClosed };
}

it('messages are read, also in pieces and several at once, and answered in order', async () => {
  const { server, socket, answer } = await start({
    streams: ({ description }) => (description === 'ho' ? 'no' : undefined),
  });
  const frame = Buffer.from(vector, 'hex');
  const other = Buffer.from(vector.replace('6869', '686f'), 'hex');
  socket.write(Buffer.concat([frame, other, Buffer.alloc(4), frame.subarray(0, 30)]));
  await expect.poll(answer).toBe(`${'000000021001'}${'0000000610001a026e6f'}${'000000021001'}`);
  socket.write(frame.subarray(30));
  await expect.poll(answer).toMatch(/(000000021001){2}$/);
  expect(server.events).toEqual([expected, expected]);
  expect(server.received.map(({ accepted }) => accepted)).toEqual([true, false, true, true]);
});

it.each([
  ['a length below zero', 'ffffffff00'],
  ['no protobuf', '00000002ffff'],
  ['a field beyond the end', '000000033205ff'],
  ['an attribute without its key', '0000000732054a03120161'],
  ['a text that is no UTF-8', '0000000532032201ff'],
  ['a field of another type', '0000000432022005'],
])('%s closes the connection', async (_what, hex) => {
  const { socket, isClosed } = await start();
  socket.write(Buffer.from(hex, 'hex'));
  await expect.poll(isClosed).toBe(true);
});

it.each([
  ['microseconds are the finer time', '320950a09b818ab5829103', { time: 1_763_699_618.5 }],
  ['a metric below zero', '32026805', { metric: -3 }],
  ['a double', '3209710000000000000c40', { metric: 3.5 }],
  ['a float', '32057d00006040', { metric: 3.5 }],
])('%s', (_what, hex, fields) => {
  expect(decodeMsg(Buffer.from(hex, 'hex')).events).toEqual([{ tags: [], attributes: {}, ...fields }]);
});
