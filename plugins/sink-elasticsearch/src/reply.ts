import type { Meaning } from '@kubeherald/sink-sdk';

/** What became of one event of a bulk request. */
export interface ItemResult {
  readonly meaning: Meaning;
  /** `400 mapper_parsing_exception: failed to parse …`. */
  readonly said: string;
}

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const success: Meaning = { kind: 'success' };

/** What a type of error means whatever its status. Names: Elasticsearch's and OpenSearch's exceptions in snake case. */
const byType: Readonly<Record<string, Meaning>> = {
  version_conflict_engine_exception: success,
  es_rejected_execution_exception: { kind: 'retry' },
  rejected_execution_exception: { kind: 'retry' },
  circuit_breaking_exception: { kind: 'retry' },
  cluster_block_exception: {
    kind: 'retry',
    advice: 'the index takes no writes: is a disk full, or the index read-only?',
  },
  // More shards than the cluster may have: no event is to blame.
  validation_exception: { kind: 'retry', advice: 'the cluster refuses to make the index' },
  index_not_found_exception: {
    kind: 'config',
    advice: 'the index does not exist and is not made (action.auto_create_index): make it, or change index',
  },
  security_exception: {
    kind: 'config',
    advice: 'the credential needs the privileges create_doc, and auto_configure to make the index',
  },
  invalid_index_name_exception: { kind: 'config', advice: 'change index' },
};

/** Errors of the options that have a type which bad documents have, too. */
const byReason: readonly (readonly [RegExp, Meaning])[] = [
  [/pipeline with id \[.*\] does not exist/, { kind: 'config', advice: 'make the pipeline, or change pipeline' }],
  [/no write index is defined for alias/, { kind: 'config', advice: 'give the alias a write index, or change index' }],
  [/data stream.*(no matching|template)|template.*data stream/i, { kind: 'config', advice: 'set indexTemplate: true' }],
];

function byStatus(status: number): Meaning {
  if (status >= 200 && status < 300) return success;
  if (status === 409) return success;
  if (status === 429 || status === 408 || status >= 500) return { kind: 'retry' };
  if (status === 401 || status === 403) return { kind: 'config', advice: 'is the credential allowed to write there?' };
  return status === 404 ? { kind: 'config', advice: 'does the index or data stream exist?' } : { kind: 'rejected' };
}

/** What one item of a bulk answer means: `{ "create": { "status": 201 } }`. */
function readItem(item: unknown): ItemResult | undefined {
  const result = isFields(item) ? Object.values(item)[0] : undefined;
  if (!isFields(result) || typeof result.status !== 'number') return undefined;
  const error = isFields(result.error) ? result.error : {};
  const [type, reason] = [text(error.type), text(error.reason)];
  const meaning = Object.hasOwn(byType, type) ? byType[type] : undefined;
  const ofReason = byReason.find(([pattern]) => pattern.test(reason))?.[1];
  const said = [`${result.status}${type === '' ? '' : ` ${type}`}`, reason].filter((part) => part !== '').join(': ');
  return { meaning: meaning ?? ofReason ?? byStatus(result.status), said };
}

/** The parts of a bulk answer that are read: the rest would make it several times as long. */
export const filterPath = 'errors,items.*.status,items.*.error.type,items.*.error.reason';

/** What became of each of `count` events; undefined: this is no answer to a bulk request of that many. */
export function readBulk(body: string, count: number): readonly ItemResult[] | undefined {
  const { items, errors } = answerOf(body);
  // Relays that count otherwise: the answer says itself that nothing failed.
  if (errors === false && items !== undefined && items.length > 0 && items.length !== count) {
    return Array.from({ length: count }, () => ({ meaning: success, said: '' }));
  }
  if (items?.length !== count) return undefined;
  const results = items.map(readItem);
  return results.every((result) => result !== undefined) ? results : undefined;
}

function answerOf(body: string): { readonly items?: readonly unknown[]; readonly errors?: unknown } {
  try {
    const answer: unknown = JSON.parse(body);
    if (!isFields(answer)) return {};
    return { ...(Array.isArray(answer.items) ? { items: answer.items } : {}), errors: answer.errors };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
