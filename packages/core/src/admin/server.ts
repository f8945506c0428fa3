import { timingSafeEqual } from 'node:crypto';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { PlainAnswer } from '../addition.ts';
import { codes, HeraldError } from '../errors.ts';
import type { Check } from './health.ts';
import { extraRoutes } from './routes/extra.ts';
import { healthRoutes } from './routes/health.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { statusRoutes } from './routes/status.ts';

/** What the admin API shows; asked for at each request. */
export interface AdminView {
  alive(): readonly Check[];
  ready(): readonly Check[];
  /** Plain data for /api/v1/status; secrets already redacted. */
  status(): Promise<object>;
  /** Prometheus text, with its content type. */
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  /** Plain texts, by path; they come before the server's own. */
  readonly extra?: Readonly<Record<string, (alive: readonly Check[]) => PlainAnswer>> | undefined;
}

/** Where the admin API listens and who may read what lies behind /api. */
export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  /** When set, everything but health and metrics needs it as a bearer token. */
  readonly token: string | undefined;
}

/** A listening admin API. */
export interface AdminServer {
  /** With the port that was really taken. */
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the server without listening, for tests through `inject`. */
export function buildAdmin(view: AdminView, token: string | undefined): FastifyInstance {
  // The probes of a healthy daemon are not news: no request log.
  const server = fastify({ logger: false, forceCloseConnections: true });
  extraRoutes(server, view);
  healthRoutes(server, view);
  metricsRoutes(server, view);
  server.register(async (guarded) => {
    if (token !== undefined) {
      guarded.addHook('onRequest', async (request, reply) => {
        if (bearerMatches(request, token)) return;
        await reply.code(401).header('www-authenticate', 'Bearer').send({
          error: 'this needs the token from admin.token in the config, sent as "Authorization: Bearer <token>"',
        });
      });
    }
    statusRoutes(guarded, view);
  });
  server.setNotFoundHandler((request, reply) => {
    reply
      .code(404)
      .send({ error: `nothing at ${request.url.split('?')[0]}; try /healthz, /readyz, /metrics or /api/v1/status` });
  });
  return server;
}

/**
 * Listens.
 * @throws HeraldError KH_ADMIN_LISTEN when the address cannot be taken.
 */
export async function startAdmin(view: AdminView, options: AdminOptions): Promise<AdminServer> {
  const server = buildAdmin(view, options.token);
  try {
    const url = await server.listen({ host: options.host, port: options.port });
    return { url, close: () => server.close() };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HeraldError(
      codes.adminListen,
      `the admin API cannot listen on ${options.host}:${options.port} (${reason}); choose another address with admin.host and admin.port`,
      { cause },
    );
  }
}

function bearerMatches(request: FastifyRequest, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
