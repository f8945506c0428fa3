import type { FastifyInstance } from 'fastify';

/** Prometheus' text format. Open to all. */
export function metricsRoutes(
  server: FastifyInstance,
  view: { metrics(): Promise<{ readonly contentType: string; readonly body: string }> },
): void {
  server.get('/metrics', async (_request, reply) => {
    const { contentType, body } = await view.metrics();
    return reply.type(contentType).send(body);
  });
}
