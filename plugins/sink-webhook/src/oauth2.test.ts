import { ConfigError, RetryableError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { deliver, events, open } from './fixtures/open.ts';
import { type Answer, type Destination, listen, status } from './fixtures/server.ts';
import { createTokens } from './oauth2.ts';

const client = { clientId: 'kube:herald', clientSecret: 'a secret+42', clientAuth: 'basic' } as const;
const { signal } = new AbortController();

/** Gives the tokens t1, t2, … for an hour. */
function tokens(): Answer {
  let count = 0;
  return (_request, response) => {
    response.end(JSON.stringify({ access_token: `token-${++count}-secret`, token_type: 'Bearer', expires_in: 3600 }));
  };
}
const authorizations = ({ received }: Destination) => received.map(({ headers }) => headers.authorization);

it('a token is asked for once, and sent with each request', async () => {
  const login = await listen(tokens());
  const server = await listen(status(204));
  const oauth2 = { ...client, tokenUrl: login.url, scope: 'events.write', audience: 'https://hooks/' };
  const sink = await open({ url: server.url, oauth2, connections: 4 });
  await deliver(sink, events('a', 'b', 'c', 'd'));
  await deliver(sink, events('e'));
  await sink.check?.({ signal });
  expect(new Set(authorizations(server))).toEqual(new Set(['Bearer token-1-secret']));
  expect(server.received).toHaveLength(6);
  expect(login.received).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: '' }] = login.received;
  // RFC 6749 §2.3.1: percent-encoded as in a form, before base64.
  const basic = Buffer.from(headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
  expect([basic, headers['content-type']]).toEqual([
    'kube%3Aherald:a+secret%2B42',
    'application/x-www-form-urlencoded',
  ]);
  expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
    grant_type: 'client_credentials',
    scope: 'events.write',
    audience: 'https://hooks/',
  });
});

it('the client may prove who it is in the body', async () => {
  const login = await listen(tokens());
  const server = await listen(status(204));
  const sink = await open({ url: server.url, oauth2: { ...client, clientAuth: 'post', tokenUrl: login.url } });
  await deliver(sink, events('a'));
  const [{ headers, body } = { headers: {}, body: '' }] = login.received;
  expect(headers.authorization).toBeUndefined();
  expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({
    client_id: 'kube:herald',
    client_secret: 'a secret+42',
  });
});

it('a token is renewed before it ends', async () => {
  let now = 0;
  const login = await listen(tokens());
  const held = await createTokens({ ...client, tokenUrl: login.url }, { proxy: 'none' }, () => now);
  const seen: string[] = [];
  for (now of [0, 3_200_000, 3_400_000]) seen.push(await held.authorization(signal));
  expect(seen).toEqual(['Bearer token-1-secret', 'Bearer token-1-secret', 'Bearer token-2-secret']);
  await held.close();
});

describe('a token that the destination refuses', () => {
  it('is replaced, and the request is made again', async () => {
    const login = await listen(tokens());
    const server = await listen([status(204), status(401, 'expired'), status(204)]);
    const sink = await open({ url: server.url, oauth2: { ...client, tokenUrl: login.url } });
    expect(await deliver(sink, events('a', 'b', 'c'))).toEqual([]);
    expect(authorizations(server)).toEqual([1, 1, 2, 2].map((number) => `Bearer token-${number}-secret`));
  });

  it('stops the sink when the next one is refused, too', async () => {
    const login = await listen(tokens());
    const server = await listen(status(401, 'no token-2-secret here'));
    const refused = deliver(await open({ url: server.url, oauth2: { ...client, tokenUrl: login.url } }), events('a'));
    await expect(refused).rejects.toSatisfy(ConfigError.is);
    await expect(refused).rejects.toThrow(/no \*\*\* here; .*check oauth2.scope and oauth2.audience/);
    expect(server.received).toHaveLength(2);
  });
});

it.each([
  ['the token before the last', 'no token-1-secret here'],
  ['a short token', 'no tok42 here'],
])('no error shows %s', async (_name, said) => {
  const short = said.includes('tok42');
  const login = await listen(short ? status(200, '{"access_token":"tok42"}') : tokens());
  const server = await listen([status(401, 'expired'), status(400, said)]);
  const sink = await open({ url: server.url, oauth2: { ...client, tokenUrl: login.url } });
  const [refusal] = await deliver(sink, events('a'));
  expect(refusal?.error.message).toContain('no *** here');
});

describe('what the authorisation server says', () => {
  const said = (error: string) => JSON.stringify({ error, error_description: 'for a secret+42' });
  it.each([
    [401, said('invalid_client'), ConfigError, 'check oauth2.clientId, oauth2.clientSecret'],
    [400, said('invalid_scope'), ConfigError, 'check oauth2.scope'],
    [400, said('unauthorized_client'), ConfigError, 'allow that grant'],
    [400, said('invalid_request'), ConfigError, 'check oauth2.scope and oauth2.audience'],
    [401, '', ConfigError, 'check oauth2.clientId'],
    [404, 'no such page', ConfigError, 'check oauth2.tokenUrl'],
    [400, said('temporarily_unavailable'), RetryableError, 'temporarily_unavailable'],
    [503, 'busy', RetryableError, 'answered 503'],
    [200, '<html>sign in</html>', RetryableError, 'no answer of the API'],
    [200, '{"id_token":"x"}', RetryableError, 'no answer of the API'],
  ])('%i %s', async (code, body, kind, message) => {
    const login = await listen(status(code, body));
    const server = await listen(status(204));
    const refused = deliver(await open({ url: server.url, oauth2: { ...client, tokenUrl: login.url } }), events('a'));
    await expect(refused).rejects.toSatisfy(kind.is);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.not.toThrow('a secret+42');
    expect(server.received).toEqual([]);
  });
});
