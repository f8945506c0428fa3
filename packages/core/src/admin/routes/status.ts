import type { FastifyInstance } from 'fastify';

/** Everything the daemon knows of itself, as one JSON object. */
export function statusRoutes(server: FastifyInstance, view: { status(): Promise<object> }): void {
  server.get('/api/v1/status', async () => view.status());
}
