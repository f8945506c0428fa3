import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Check } from '../health.ts';

/** The kubelet's probes: 200 or 503, with the reasons in the body. Open to all. */
export function healthRoutes(
  server: FastifyInstance,
  view: { alive(): readonly Check[]; ready(): readonly Check[] },
): void {
  server.get('/healthz', (_request, reply) => answer(reply, view.alive()));
  server.get('/readyz', (_request, reply) => answer(reply, view.ready()));
}

function answer(reply: FastifyReply, checks: readonly Check[]): void {
  const ok = checks.every((check) => check.ok);
  reply.code(ok ? 200 : 503).send({ status: ok ? 'ok' : 'failing', checks });
}
