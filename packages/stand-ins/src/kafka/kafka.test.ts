import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { crc32c } from './crc32c.ts';
import { errorCodes } from './error-codes.ts';
import { Log } from './log.ts';
import { Reader } from './reader.ts';
import { readBatch } from './records.ts';
import { KafkaStandIn, type KafkaStandInOptions } from './server.ts';
import { Writer } from './writer.ts';

const record = { key: 'k', value: 'v', headers: {}, timestamp: 0 };

/** Sends one request and reads its answer after the correlation id; undefined: the connection was cut. */
async function ask(options: KafkaStandInOptions, key: number, version: number, body: (request: Writer) => Writer) {
  const broker = new KafkaStandIn(options);
  await broker.start();
  onTestFinished(() => broker.stop());
  const [host = '', port] = broker.address.split(':');
  const socket = connect(Number(port), host);
  socket.write(body(new Writer().int16(key).int16(version).int32(7).string('test')).frame());
  const answer = await Promise.race([once(socket, 'data'), once(socket, 'close')]);
  socket.destroy();
  const [bytes]: unknown[] = answer;
  if (!Buffer.isBuffer(bytes)) return undefined;
  const reader = new Reader(bytes);
  expect(reader.int32()).toBe(reader.left);
  expect(reader.int32()).toBe(7);
  return reader;
}

it('crc32c of the check value (RFC 3720, appendix B.4 and the CRC catalogue)', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
});

it('an unknown version of ApiVersions is answered with what is spoken', async () => {
  const answer = await ask({}, 18, 9, (request) => request);
  expect(answer?.int16()).toBe(errorCodes.UNSUPPORTED_VERSION);
  expect(answer?.int32()).toBe(6);
});

it('who has not logged in is cut off, and an unknown mechanism refused', async () => {
  const users = { plain: { user: 'password' } };
  expect(await ask(users, 3, 8, (request) => request.int32(0).int8(0).int8(0).int8(0))).toBeUndefined();
  const answer = await ask(users, 17, 1, (request) => request.string('GSSAPI'));
  expect(answer?.int16()).toBe(errorCodes.UNSUPPORTED_SASL_MECHANISM);
  expect(answer?.array(() => answer.string())).toEqual(['PLAIN']);
});

it.each([
  ['missing', {}, errorCodes.UNKNOWN_TOPIC_OR_PARTITION],
  ['there', {}, errorCodes.NONE],
  ['no topic', {}, errorCodes.INVALID_TOPIC_EXCEPTION],
])('metadata of the topic “%s”', async (topic, options, code) => {
  const answer = await ask({ topics: ['there'], ...options }, 3, 8, (request) =>
    request
      .array([topic], () => request.string(topic))
      .int8(0)
      .int8(0)
      .int8(0),
  );
  answer?.int32();
  answer?.array(() => [answer.int32(), answer.string(), answer.int32(), answer.nullableString()]);
  answer?.nullableString();
  answer?.int32();
  expect(answer?.int32()).toBe(1);
  expect(answer?.int16()).toBe(code);
});

it("a producer's batch is known by its sequence, and none may be left out", () => {
  const log = new Log();
  expect(log.append(1n, 0, [record, record])).toEqual({ code: 0, offset: 0 });
  expect(log.append(1n, 0, [record, record])).toEqual({ code: 0, offset: 0 });
  expect(log.append(1n, 3, [record]).code).toBe(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
  expect(log.append(1n, 2, [record])).toEqual({ code: 0, offset: 2 });
  expect(log.append(-1n, 0, [record])).toEqual({ code: 0, offset: 3 });
  expect(log.records).toHaveLength(4);
});

it('bytes that are no batch are corrupt', () => {
  expect(readBatch(Buffer.alloc(3))).toBe('CORRUPT_MESSAGE');
  expect(readBatch(Buffer.alloc(100))).toBe('CORRUPT_MESSAGE');
});
