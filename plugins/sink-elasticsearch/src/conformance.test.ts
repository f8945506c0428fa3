import { conformance, fakeDestination, type ReceivedRequest, type Reply } from '@kubeherald/sink-testkit';
import { describe } from 'vitest';

const sink = new URL('./index.ts', import.meta.url);
const key = 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHA';

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return isFields(value) ? Object.values(value).flatMap(texts) : [];
}

/** The documents of a bulk request, each with its id. */
function documents({ json }: ReceivedRequest) {
  const lines: readonly unknown[] = Array.isArray(json) ? json : [];
  return lines.flatMap((source, at) => {
    const action = lines[at - 1];
    const meta = isFields(action) ? (action.create ?? action.index) : undefined;
    if (at % 2 === 0 || !isFields(meta)) return [];
    return [{ texts: texts(source), key: `${String(meta._index)}/${String(meta._id)}` }];
  });
}

const statuses = {
  retry: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'queue is full' } },
  rejected: { status: 400, error: { type: 'document_parsing_exception', reason: 'failed to parse field [count]' } },
  accepted: { status: 201 },
} as const;

function answer(request: ReceivedRequest, kindOf: (texts: readonly string[]) => keyof typeof statuses): Reply {
  const kinds = documents(request).map((one) => kindOf(one.texts));
  const items = kinds.map((kind) => ({ create: statuses[kind] }));
  return { body: { errors: kinds.some((kind) => kind !== 'accepted'), items } };
}

const all = (kind: keyof typeof statuses) => (request: ReceivedRequest) => answer(request, () => kind);

/** Bytes of a request that the sink is told to keep to. */
const requestBytes = 100_000;

const destination = () =>
  fakeDestination({
    accept: all('accepted'),
    read: documents,
    refuse: (request, refused) =>
      answer(
        request,
        (found) => [...refused].find(([text]) => found.some((one) => one.includes(text)))?.[1] ?? 'accepted',
      ),
    limits: { request: { max: requestBytes, unit: 'bytes' } },
    answers: {
      'every item is to be retried': { reply: all('retry'), becomes: 'retry' },
      'every item is rejected': { reply: all('rejected'), becomes: 'rejected' },
      'the items of another request': { reply: { body: { errors: false, items: [] } }, becomes: 'retry' },
      // The halves of a request that was refused as a whole are sent again, to find the event that is to blame.
      '400': {
        reply: { status: 400, body: { error: { type: 'parse_exception' } } },
        becomes: ['rejected', 'accepted'],
      },
      '413': { reply: { status: 413 }, becomes: ['rejected', 'accepted'] },
      '422': { reply: { status: 422 }, becomes: ['rejected', 'accepted'] },
    },
  });

describe('dated indices', () => {
  conformance(sink, {
    destination: destination(),
    config: ({ url }) => ({ url, apiKey: key, requestBytes: `${requestBytes}`, proxy: 'none' }),
  });
});

describe('kube-eventer’s documents', () => {
  conformance(sink, {
    destination: destination(),
    config: ({ url }) => ({
      url,
      layout: 'kube-eventer',
      documentType: 'events',
      username: 'elastic',
      password: 'changeme-please',
      requestBytes: `${requestBytes}`,
      proxy: 'none',
    }),
  });
});
