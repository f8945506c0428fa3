import { conformance, fakeDestination, type ReceivedRequest, type Reply } from '@kubeherald/sink-testkit';

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const dataOf = ({ json }: ReceivedRequest): readonly Fields[] =>
  (Array.isArray(json) ? json : []).flatMap((item: unknown) =>
    isFields(item) && isFields(item.data) && typeof item.time === 'string' ? [item.data] : [],
  );

const textsOf = (data: Fields): readonly string[] => Object.values(data).filter((value) => typeof value === 'string');

const statuses = {
  retry: { status: 503, error: 'try again' },
  rejected: { status: 400, error: 'Event has too many columns.' },
  accepted: { status: 202 },
} as const;

const answer = (request: ReceivedRequest, kindOf: (texts: readonly string[]) => keyof typeof statuses): Reply => ({
  body: dataOf(request).map((data) => statuses[kindOf(textsOf(data))]),
});

const all = (kind: keyof typeof statuses) => (request: ReceivedRequest) => answer(request, () => kind);

/** Bytes of a request that the sink is told to keep to. */
const requestBytes = 100_000;

conformance(new URL('./index.ts', import.meta.url), {
  destination: fakeDestination({
    accept: all('accepted'),
    read: (request) => dataOf(request).map((data) => ({ texts: textsOf(data) })),
    refuse: (request, refused) =>
      answer(
        request,
        (found) => [...refused].find(([text]) => found.some((one) => one.includes(text)))?.[1] ?? 'accepted',
      ),
    aside: ({ path }) => (path === '/1/auth' ? { body: { api_key_access: { events: true } } } : undefined),
    limits: {
      request: { max: requestBytes, unit: 'bytes', of: ({ text }) => text },
      text: { max: 65_536, unit: 'bytes', of: (request) => dataOf(request).flatMap(textsOf) },
    },
    answers: {
      'every event is to be sent again': { reply: all('retry'), becomes: 'retry' },
      'every event is refused': { reply: all('rejected'), becomes: 'rejected' },
      'the answer to another batch': { reply: { body: [] }, becomes: 'retry' },
      '401': { reply: { status: 401, body: { error: 'unknown API key' } }, becomes: 'misconfigured' },
      '403': { reply: { status: 403, body: { error: 'administrative throttling' } }, becomes: 'misconfigured' },
      '429 with the window only': {
        reply: { status: 429, headers: { ratelimit: 'limit=100, remaining=0, reset=54' } },
        becomes: 'retry',
        retryAfterMs: 54_000,
      },
      // The halves of a request that was refused as a whole are sent again, to find the event that is to blame.
      '400': { reply: { status: 400, body: { error: 'malformed' } }, becomes: ['rejected', 'accepted'] },
      '413': { reply: { status: 413 }, becomes: ['rejected', 'accepted'] },
      '422': { reply: { status: 422 }, becomes: ['rejected', 'accepted'] },
    },
  }),
  config: ({ url }) => ({ url, apiKey: 'hcaik_0123456789abcdef', requestBytes: `${requestBytes}`, proxy: 'none' }),
});
