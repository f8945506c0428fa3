import { expect, it, onTestFinished } from 'vitest';
import { type ElasticsearchOptions, elasticsearch } from './index.ts';

async function start(options?: ElasticsearchOptions) {
  const cluster = await elasticsearch(options);
  onTestFinished(() => cluster.close());
  const ask = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const type = { 'content-type': 'application/x-ndjson' };
    const reply = await fetch(cluster.url + path, {
      method,
      headers: { ...type, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: reply.status, body: JSON.parse((await reply.text()) || '{}') };
  };
  return {
    cluster,
    ask,
    bulk: (lines: readonly object[], end = '\n') =>
      ask('POST', '/_bulk', lines.map((line) => JSON.stringify(line)).join('\n') + end),
  };
}

const create = (_id: string, _index = 'events') => ({ create: { _index, _id } });
const errorOf = (item: { create: { status: number; error?: { type: string } } }) => [
  item.create.status,
  item.create.error?.type,
];

it('makes an index for the first document, and refuses a known id', async () => {
  const { cluster, bulk } = await start();
  expect(await bulk([create('a'), { count: 1 }])).toMatchObject({
    status: 200,
    body: { errors: false, items: [{ create: { status: 201, result: 'created' } }] },
  });
  const again = await bulk([create('a'), { count: 2 }, create('b'), { count: 3 }]);
  expect(again.body.errors).toBe(true);
  expect(again.body.items.map(errorOf)).toEqual([
    [409, 'version_conflict_engine_exception'],
    [201, undefined],
  ]);
  expect([...(cluster.indices.get('events')?.documents.values() ?? [])]).toEqual([{ count: 1 }, { count: 3 }]);
});

it.each([
  ['no last line feed', [create('a'), {}], '', 'illegal_argument_exception'],
  ['an action that is none', [{ creat: {} }, {}], '\n', 'illegal_argument_exception'],
  ['a mapping type', [{ create: { _index: 'x', _type: 'events' } }, {}], '\n', 'illegal_argument_exception'],
  ['an id that is too long', [create('x'.repeat(513)), {}], '\n', 'action_request_validation_exception'],
])('refuses the whole request for %s', async (_what, lines, end, type) => {
  const { bulk } = await start();
  expect(await bulk(lines, end)).toMatchObject({ status: 400, body: { error: { type } } });
});

it('takes a mapping type as version 7 does', async () => {
  const { bulk } = await start({ version: '7.17.0' });
  expect((await bulk([{ create: { _index: 'x', _type: 'events' } }, {}])).status).toBe(200);
});

it.each([
  ['an object where a text was', { a: { b: 1 } }, 'document_parsing_exception'],
  ['a text where an object was', { o: 'text' }, 'document_parsing_exception'],
  ['a dotted name below a text', { 'a.b': 1 }, 'document_parsing_exception'],
  ['an empty date', { when: '' }, 'document_parsing_exception'],
  ['a number that is none', { n: 'many' }, 'document_parsing_exception'],
  ['a name of a dot', { '.': {} }, 'document_parsing_exception'],
  [
    'too many fields',
    Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`f${at}`, 1])),
    'illegal_argument_exception',
  ],
])('refuses a document with %s', async (_what, source, type) => {
  const { bulk } = await start();
  const first = { a: 'text', o: { x: 1 }, when: '2026-11-21T04:33:38Z', n: 1 };
  const { body } = await bulk([create('a'), first, create('b'), source]);
  expect(body.items.map(errorOf)).toEqual([
    [201, undefined],
    [400, type],
  ]);
});

it('refuses what OpenSearch refuses in its words', async () => {
  const { bulk } = await start({ version: '2.19.0', distribution: 'opensearch' });
  const { body } = await bulk([create('a'), { when: '2026-11-21' }, create('b'), { when: 'now' }]);
  expect(body.items.map(errorOf)).toEqual([
    [201, undefined],
    [400, 'mapper_parsing_exception'],
  ]);
});

it('makes a data stream where a template says so: @timestamp and create only', async () => {
  const { cluster, ask, bulk } = await start();
  const template = {
    index_patterns: ['logs-*'],
    data_stream: {},
    priority: 200,
    template: { mappings: { properties: { n: { type: 'long' } } } },
  };
  expect((await ask('PUT', '/_index_template/logs', JSON.stringify(template))).status).toBe(200);
  const index = 'logs-x';
  const { body } = await bulk([
    create('a', index),
    { '@timestamp': '2026-11-21' },
    create('b', index),
    { n: 1 },
    { index: { _index: index, _id: 'a' } },
    { '@timestamp': '2026-11-21' },
  ]);
  expect(body.items.map((item: object) => Object.values(item)[0].status)).toEqual([201, 400, 400]);
  expect(cluster.indices.get(index)?.isStream).toBe(true);
  const twin = await ask('PUT', '/_index_template/other', JSON.stringify(template));
  expect(twin).toMatchObject({ status: 400, body: { error: { reason: expect.stringContaining('same priority') } } });
});

it('rejects single documents: a full queue, a block, a bad name, a pipeline that is not there', async () => {
  const { cluster, ask, bulk } = await start();
  cluster.rejectNext(1);
  cluster.block('full');
  const { body } = await bulk([create('a'), {}, create('b'), {}, create('c', 'full'), {}, create('d', 'Bad'), {}]);
  expect(body.items.map(errorOf)).toEqual([
    [429, 'es_rejected_execution_exception'],
    [201, undefined],
    [403, 'cluster_block_exception'],
    [400, 'invalid_index_name_exception'],
  ]);
  const piped = await ask('POST', '/_bulk?pipeline=geo', `${JSON.stringify(create('e'))}\n{}\n`);
  expect(piped.body.items[0].create.error.reason).toBe('pipeline with id [geo] does not exist');
});

it('knows its users, and what they may do', async () => {
  const { ask } = await start({ users: { apiKey: 'id:key', basic: 'u:p', bearer: 't', writeOnly: true } });
  const statuses = async (authorization: string) => {
    const headers = { authorization };
    return [
      (await ask('POST', '/_bulk', '{"create":{"_index":"x"}}\n{}\n', headers)).status,
      (await ask('GET', '/', undefined, headers)).status,
    ];
  };
  expect(await statuses(`ApiKey ${btoa('id:key')}`)).toEqual([200, 403]);
  expect(await statuses(`Basic ${btoa('u:p')}`)).toEqual([200, 403]);
  expect(await statuses('Bearer t')).toEqual([200, 403]);
  expect(await statuses('ApiKey id:key')).toEqual([401, 401]);
  expect((await ask('GET', '/')).status).toBe(401);
});

it('filters answers, and limits and types requests', async () => {
  const { ask } = await start({ maxContentLength: 200 });
  const body = '{"create":{"_index":"x"}}\n{}\n';
  expect((await ask('POST', '/_bulk?filter_path=errors,items.*.status', body)).body).toEqual({
    errors: false,
    items: [{ create: { status: 201 } }],
  });
  expect((await ask('POST', '/_bulk', body, { 'content-type': 'text/plain' })).status).toBe(406);
  expect((await ask('POST', '/_bulk', body.padEnd(201, ' '))).status).toBe(413);
});
