import { describe, expect, it, onTestFinished } from 'vitest';
import { type InfluxdbOptions, influxdb, LineError, linesOf, parseLine } from './index.ts';

async function start(options: InfluxdbOptions = {}) {
  const server = await influxdb({ databases: ['k8s'], ...options });
  onTestFinished(() => server.close());
  const post = async (path: string, body = '', authorization?: string) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const reply = await fetch(server.url + path, { method: 'POST', headers, body });
    const text = await reply.text();
    return { status: reply.status, body: text === '' ? '' : JSON.parse(text), wait: reply.headers.get('retry-after') };
  };
  return { server, post };
}

const v1 = '/write?db=k8s&precision=n';
const v2 = '/api/v2/write?org=ops&bucket=k8s&precision=ns';
const v3 = '/api/v3/write_lp?db=k8s&precision=nanosecond';

describe('a line', () => {
  it('is read with everything that is escaped', () => {
    expect(parseLine('a\\,\\ b,k\\ 1=v\\,\\=\\ 1 s="x \\"y\\" \\\\, z=1",n=5i,f=1.5,b=t 7')).toEqual({
      measurement: 'a, b',
      tags: { 'k 1': 'v,= 1' },
      fields: { s: 'x "y" \\, z=1', n: 5n, f: 1.5, b: true },
      time: 7n,
    });
  });

  it.each([
    'm',
    'm,a= v=1',
    'm,a v=1',
    'm,a=x\\ v=1',
    'm v=',
    'm v="x',
    'm v=x',
    'm v=1 1 1',
    'm v=1 x',
    'm,a=1,a=2 v=1',
  ])('that is none: %s', (line) => expect(() => parseLine(line)).toThrow(LineError));

  it('ends at a line feed, in version 1 not inside of a text', () => {
    const body = 'm v="x\ny" 1\n# comment\n\nm v=1 2';
    expect(linesOf(body, true)).toEqual(['m v="x\ny" 1', 'm v=1 2']);
    expect(linesOf(body, false)).toEqual(['m v="x', 'y" 1', 'm v=1 2']);
  });
});

it('holds points of the same series and time as one', async () => {
  const { server, post } = await start();
  expect((await post(v1, 'm,a=1,b=2 x=1 5\nm,b=2,a=1 y=2 5\nm,a=1 x=1 5')).status).toBe(204);
  expect(server.points('k8s').map(({ fields }) => fields)).toEqual([{ x: 1, y: 2 }, { x: 1 }]);
});

describe('version 1 answers as 1.6.7 does', () => {
  it.each([
    [
      'm v="x" 1\nm v=1 2',
      400,
      'partial write: field type conflict: input field "v" on measurement "m" is type float, already exists as type string dropped=1',
    ],
    ['ok v=1 1\nbad v=\nok v=2 2', 400, "partial write: unable to parse 'bad v=': missing field value dropped=1"],
    ['m,a= v="x"', 400, 'unable to parse \'m,a= v="x"\': missing tag value'],
    [
      'm v="x" 9223372036854775807',
      400,
      'unable to parse \'m v="x" 9223372036854775807\': time outside range -9223372036854775806 - 9223372036854775806',
    ],
  ])('%s', async (body, status, error) => {
    expect(await (await start()).post(v1, body)).toMatchObject({ status, body: { error } });
  });

  it('to databases, policies and users', async () => {
    const { server, post } = await start({ user: 'u:p', writeOnly: true });
    const user = `Basic ${btoa('u:p')}`;
    expect((await post('/write?db=none', '', user)).body).toEqual({ error: 'database not found: "none"' });
    expect(await post('/write?db=k8s&rp=nope', 'm v=1', user)).toMatchObject({
      status: 500,
      body: { error: 'retention policy not found: nope' },
    });
    expect((await post(v1)).status).toBe(401);
    expect((await post(v1, '', `Basic ${btoa('u:x')}`)).status).toBe(401);
    expect((await post('/write?db=k8s&u=u&p=p')).status).toBe(204);
    const make = await fetch(`${server.url}/query`, {
      method: 'POST',
      headers: { authorization: user },
      body: new URLSearchParams({ q: 'CREATE DATABASE "x"' }),
    });
    expect(make.status).toBe(403);
  });
});

it('version 2 answers with code and message, and counts writes in windows', async () => {
  let now = 1_000_000_000_000;
  const { post } = await start({ version: 2, token: 't', writesPerWindow: 3, retentionMs: 1000, now: () => now });
  expect((await post(v2, '', 'Bearer t')).status).toBe(401);
  expect(await post(v2, '', 'Token t')).toMatchObject({
    status: 400,
    body: { code: 'invalid', message: 'writing requires points' },
  });
  expect((await post(v2, 'm v=1 5', 'Token t')).status).toBe(422);
  expect((await post(v2, 'm v="x\ny"', 'Token t')).status).toBe(400);
  now += 60_000;
  expect(await post(v2, 'm v=1', 'Token t')).toMatchObject({ status: 429, wait: '240' });
  now += 240_000;
  expect((await post(v2, 'm v=1', 'Token t')).status).toBe(204);
  expect((await post(v2.replace('k8s', 'none'), 'm v=1', 'Token t')).body).toMatchObject({ code: 'not found' });
});

it('version 3 names the lines that it did not take, and makes databases', async () => {
  const { server, post } = await start({ version: 3, token: 't', databases: [] });
  const { status, body } = await post(v3, 'm v=1 1\nm v= 2\nm v=3 3', 'Bearer t');
  expect(status).toBe(400);
  expect(body.data).toEqual([{ original_line: 'm v= 2', line_number: 2, error_message: 'missing field value' }]);
  expect(server.points('k8s').map(({ time }) => time)).toEqual([1n, 3n]);
});

it('limits a request and a text', async () => {
  const { post } = await start({ maxBody: 100_000 });
  expect((await post(v1, 'x'.repeat(100_001))).status).toBe(413);
  expect((await post(v1, `m v="${'x'.repeat(65_537)}"`)).status).toBe(400);
  expect((await post(v1, `m v="${'x'.repeat(65_536)}"`)).status).toBe(204);
});
