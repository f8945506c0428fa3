import type { FastifyInstance } from 'fastify';
import type { PlainAnswer } from '../../addition.ts';
import type { Check } from '../health.ts';

/** Plain texts that a program adds, or answers with in place of the server's own. Open to all. */
export function extraRoutes(
  server: FastifyInstance,
  view: {
    alive(): readonly Check[];
    readonly extra?: Readonly<Record<string, (alive: readonly Check[]) => PlainAnswer>> | undefined;
  },
): void {
  const { extra = {} } = view;
  server.addHook('onRequest', async (request, reply) => {
    const [path = ''] = request.url.split('?');
    const answer = request.method === 'GET' && Object.hasOwn(extra, path) ? extra[path] : undefined;
    if (answer === undefined) return;
    const { status, body } = answer(view.alive());
    await reply.code(status).type('text/plain; charset=utf-8').send(body);
  });
}
