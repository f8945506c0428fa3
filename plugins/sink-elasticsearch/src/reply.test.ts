import { expect, it } from 'vitest';
import { readBulk } from './reply.ts';

const item = (status: number, type?: string, reason = 'because') => ({
  create: { status, ...(type === undefined ? {} : { error: { type, reason } }) },
});

it.each([
  [item(201), 'success'],
  [item(409, 'version_conflict_engine_exception'), 'success'],
  [item(429, 'es_rejected_execution_exception'), 'retry'],
  [item(429, 'circuit_breaking_exception'), 'retry'],
  [item(429, 'cluster_block_exception'), 'retry'],
  [item(403, 'cluster_block_exception'), 'retry'],
  [item(503, 'unavailable_shards_exception'), 'retry'],
  [item(500, 'exception'), 'retry'],
  [item(400, 'validation_exception', 'this action would add [2] shards'), 'retry'],
  [item(400, 'mapper_parsing_exception'), 'rejected'],
  [item(400, 'document_parsing_exception'), 'rejected'],
  [item(400, 'strict_dynamic_mapping_exception'), 'rejected'],
  [item(400, 'illegal_argument_exception', 'Limit of total fields [1000] has been exceeded'), 'rejected'],
  [item(400, 'illegal_argument_exception', 'pipeline with id [x] does not exist'), 'config'],
  [item(400, 'illegal_argument_exception', 'no write index is defined for alias [x]'), 'config'],
  [item(400, 'invalid_index_name_exception'), 'config'],
  [item(404, 'index_not_found_exception'), 'config'],
  [item(403, 'security_exception'), 'config'],
])('%j means %s', (one, kind) => {
  expect(readBulk(JSON.stringify({ items: [one] }), 1)?.[0]?.meaning.kind).toBe(kind);
});

it.each(['', 'null', '{"took":1}', '{"items":[]}', '{"items":[{"create":{}}]}', '{"items":[{"create":{"status":201}}'])(
  'is no answer to a request of one: %s',
  (body) => expect(readBulk(body, 1)).toBeUndefined(),
);

it('an answer that says that nothing failed is believed, however it counts', () => {
  const results = readBulk('{"errors":false,"items":[{"index":{"status":201}}]}', 2);
  expect(results?.map(({ meaning }) => meaning.kind)).toEqual(['success', 'success']);
  expect(readBulk('{"errors":true,"items":[{"index":{"status":201}}]}', 2)).toBeUndefined();
});
