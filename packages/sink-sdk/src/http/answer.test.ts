import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { expect, it, onTestFinished } from 'vitest';
import { listen, status } from '../fixtures/server.ts';
import { answerChannel, createHttpClient } from '../index.ts';

function heard(): unknown[] {
  const said: unknown[] = [];
  const listener = (message: unknown) => said.push(message);
  subscribe(answerChannel, listener);
  onTestFinished(() => {
    unsubscribe(answerChannel, listener);
  });
  return said;
}

it('tells what a destination answered, on one line and without the secrets of the request', async () => {
  const server = await listen(status(202, 'queued\nas 17 for hunter-secret'));
  const client = await createHttpClient({
    environment: {},
    url: `${server.url}/hooks/AbCdEfGhIjKlMnOp12?token=hunter-secret`,
  });
  onTestFinished(() => client.close());
  const said = heard();
  await client.send({ body: '{}' });
  const origin = new URL(server.url).origin;
  expect(said).toEqual([`POST ${origin}/hooks/***?token=*** answered 202 queued as 17 for ***`]);
});

it('tells nothing of an answer that failed: its error does', async () => {
  const server = await listen(status(500, 'no'));
  const client = await createHttpClient({ environment: {}, url: server.url });
  onTestFinished(() => client.close());
  const said = heard();
  await expect(client.send({})).rejects.toThrow('answered 500: no');
  expect(said).toEqual([]);
});
