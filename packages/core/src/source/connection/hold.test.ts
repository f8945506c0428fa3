import { createServer, type ServerResponse } from 'node:http';
import { Agent } from 'undici';
import { expect, it, onTestFinished, vi } from 'vitest';
import { socketOptions } from './dispatcher.ts';
import { Hold } from './hold.ts';

const piece = Buffer.alloc(1_000, 'x');

/** A response under a hold; `send` resolves when so many pieces have left the server and the event loop has turned behind them. */
async function responding() {
  const responses: ServerResponse[] = [];
  const server = createServer((request, response) => {
    if (request.url !== '/watch') return void response.end();
    response.writeHead(200).write(piece);
    responses.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const agent = new Agent({ connect: socketOptions });
  onTestFinished(async () => {
    await agent.destroy();
    server.close();
  });
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const hold = new Hold();
  const { body } = await agent.compose(hold.interceptor).request({ origin, path: '/watch', method: 'GET' });
  const send = async (pieces: number) => {
    for (let sent = 0; sent < pieces; sent++) {
      await new Promise<void>((resolve) => responses[0]?.write(piece, () => resolve()));
      // Whatever waits on the socket of the watch is read before this second answer has come and gone.
      await (await agent.request({ origin, path: '/', method: 'GET' })).body.dump();
    }
  };
  await vi.waitFor(() => expect(body.readableLength).toBe(piece.length));
  return { hold, body, send };
}

it('leaves what comes on the socket, but for one piece that is under way', async () => {
  const { hold, body, send } = await responding();
  hold.hold();
  await send(10);
  expect(body.readableLength).toBeLessThanOrEqual(2 * piece.length);
  hold.release();
  await vi.waitFor(() => expect(body.readableLength).toBe(11 * piece.length));
});

it('is not undone by who reads the body, and holds nothing when it was released', async () => {
  const { hold, body, send } = await responding();
  hold.hold();
  await send(3);
  body.read();
  await send(3);
  expect(body.readableLength).toBeLessThanOrEqual(piece.length);
  hold.release();
  await vi.waitFor(() => expect(body.readableLength).toBeGreaterThanOrEqual(5 * piece.length));
  const before = body.readableLength;
  await send(2);
  await vi.waitFor(() => expect(body.readableLength).toBe(before + 2 * piece.length));
});
