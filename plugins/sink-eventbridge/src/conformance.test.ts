import { conformance, fakeDestination, type ReceivedRequest, type Reply, textsOf } from '@kubeherald/sink-testkit';

type Kind = 'accepted' | 'retry' | 'rejected';

const codes = { accepted: '', retry: 'InternalError', rejected: 'InvalidArgument' } as const;

const eventsOf = ({ json }: ReceivedRequest): readonly string[] =>
  Array.isArray(json) ? json.map((event) => JSON.stringify(event)) : [];

/** The texts of one event alone. */
const read = (request: ReceivedRequest) =>
  eventsOf(request).map((text) => {
    const json: unknown = JSON.parse(text);
    return { texts: textsOf({ ...request, path: '', text, json }) };
  });

function answer(request: ReceivedRequest, kindOf: (texts: readonly string[]) => Kind): Reply {
  const kinds = read(request).map(({ texts }) => kindOf(texts));
  const entries = kinds.map((kind, at) => ({
    EventId: `event-${at}`,
    ...(kind === 'accepted' ? {} : { ErrorCode: codes[kind], ErrorMessage: 'not taken' }),
  }));
  const failed = kinds.filter((kind) => kind !== 'accepted').length;
  return { body: { RequestId: 'request-1', FailedEntryCount: failed, EntryList: entries } };
}

const all = (kind: Kind) => (request: ReceivedRequest) => answer(request, () => kind);

conformance(new URL('./index.ts', import.meta.url), {
  destination: fakeDestination({
    accept: all('accepted'),
    read,
    refuse: (request, refused) =>
      answer(
        request,
        (texts) => [...refused].find(([text]) => texts.some((one) => one.includes(text)))?.[1] ?? 'accepted',
      ),
    limits: {
      event: { max: 65_536, unit: 'bytes', of: eventsOf },
      request: { max: 262_144, unit: 'bytes' },
    },
    answers: {
      'every entry is to be retried': { reply: all('retry'), becomes: 'retry' },
      'every entry is rejected': { reply: all('rejected'), becomes: 'rejected' },
      'the entries of another request': { reply: { body: { FailedEntryCount: 1, EntryList: [] } }, becomes: 'retry' },
      'a failure that no entry owns': {
        reply: { body: { FailedEntryCount: 1, EntryList: [{ EventId: 'a' }, { EventId: 'b' }] } },
        becomes: 'retry',
      },
      'a wrong key': { reply: { status: 403, body: { Code: 'InvalidAccessKeyId' } }, becomes: 'misconfigured' },
      // The halves of a request that was refused as a whole are sent again, to find the event that is to blame.
      '400': { reply: { status: 400 }, becomes: ['rejected', 'accepted'] },
      '413': { reply: { status: 413 }, becomes: ['rejected', 'accepted'] },
      '422': { reply: { status: 422 }, becomes: ['rejected', 'accepted'] },
    },
  }),
  config: ({ url }) => ({
    endpoint: url,
    region: 'cn-hangzhou',
    accountId: '1234567890123456',
    accessKeyId: 'LTAI5tExampleKeyId',
    accessKeySecret: 'secret-0123456789abcdef',
    securityToken: 'security-token-0123456789',
    proxy: 'none',
  }),
});
