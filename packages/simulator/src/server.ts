import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Clock } from './clock.ts';
import type { Cluster } from './cluster.ts';
import { isConfigMaps, serveConfigMaps } from './config-maps/serve.ts';
import { Connections } from './connections.ts';
import type { ApiGroup } from './event.ts';
import { Exchange } from './exchange.ts';
import { FaultSet } from './fault-set.ts';
import { Health } from './health.ts';
import { readListOptions } from './list-options.ts';
import { readBody } from './read-body.ts';
import { RequestLog } from './request-log.ts';
import {
  answerGet,
  answerList,
  answerNoPage,
  answerNotAcceptable,
  answerPath,
  answerRefusal,
  answerReview,
} from './respond.ts';
import { eventsGroup, route } from './route.ts';
import { noSuchResource, Refusal } from './status.ts';
import { authenticate, authorise, type User } from './users.ts';
import { Watch } from './watch.ts';
import { write } from './write.ts';

/** How the server listens and answers. */
export interface ServerSetting {
  readonly host: string;
  /** PEM. Absent: plain HTTP. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly users: ReadonlyMap<string, User>;
  readonly catchUpMs: number;
}

/** API groups besides core that a real server has, so that an unknown resource of theirs is a Status, not a web page. */
const knownGroups = new Set(['', 'apps', 'authorization.k8s.io', 'batch', 'coordination.k8s.io', 'events.k8s.io']);
/** Without timeoutSeconds a watch lives between this and twice this: --min-request-timeout. */
const minWatchMs = 1_800_000;
/** Go's IdleTimeout of kube-apiserver. */
const keepAliveMs = 90_000;

/** The HTTP side of the simulated API server. */
export class ApiServer {
  readonly connections = new Connections();
  readonly health = new Health();
  readonly faults: FaultSet;
  readonly log: RequestLog;
  readonly watches = new Set<Watch>();
  readonly #cluster: Cluster;
  readonly #clock: Clock;
  readonly #setting: ServerSetting;
  readonly #priority: Readonly<Record<string, string>>;
  #server: Server | undefined;

  constructor(cluster: Cluster, setting: ServerSetting) {
    this.#cluster = cluster;
    this.#clock = cluster.clock;
    this.#setting = setting;
    this.log = new RequestLog(cluster.clock);
    this.faults = new FaultSet(
      cluster.clock,
      { connections: this.connections, health: this.health },
      () => this.watches,
    );
    this.#priority = {
      'X-Kubernetes-Pf-Flowschema-Uid': cluster.random.uuid(),
      'X-Kubernetes-Pf-Prioritylevel-Uid': cluster.random.uuid(),
    };
  }

  /** Listens; answers the port. */
  async listen(port: number): Promise<number> {
    const { tls, host } = this.#setting;
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      this.#handle(request, response).catch((error: unknown) => response.destroy(asError(error)));
    };
    const server = tls ? createTlsServer({ ...tls, ALPNProtocols: ['http/1.1'] }, answer) : createServer(answer);
    server.keepAliveTimeout = keepAliveMs;
    server.requestTimeout = 0;
    server.on(tls ? 'secureConnection' : 'connection', (socket) => {
      socket.setNoDelay(true);
      this.connections.opened(socket);
    });
    this.#server = server;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  /** Closes the port; open connections live on. */
  unlisten(): void {
    this.#server?.close();
    this.#server = undefined;
  }

  /** Closes the port and every connection. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.connections.cut(false);
    if (!server) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://simulator');
    const target = route(request.method ?? 'GET', url.pathname, url.searchParams);
    const world = { clock: this.#clock, random: this.#cluster.random, priority: this.#priority };
    const exchange = new Exchange(request, response, target, url.searchParams, world);
    const entry = this.log.begin(request, target);
    response.once('close', () => entry.end(response.headersSent ? response.statusCode : undefined));
    try {
      const user = authenticate(this.#setting.users, request.headers.authorization);
      exchange.user = user;
      entry.user(user.name);
      if (this.faults.request(exchange)) return;
      authorise(user, target);
      await this.#serve(exchange);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      answerRefusal(exchange, error);
    }
  }

  async #serve(exchange: Exchange): Promise<void> {
    const { target, query } = exchange;
    if (!target.isResource) {
      if (!answerPath(exchange, this.health)) answerNoPage(exchange);
      return;
    }
    if (target.resource === 'selfsubjectaccessreviews' && target.verb === 'create') {
      answerReview(exchange, this.#cluster, await readBody(exchange.request));
      return;
    }
    if (isConfigMaps(target)) {
      const { configMaps: store, namespaces } = this.#cluster;
      await serveConfigMaps(exchange, { store, namespaces, watchMs: () => this.#watchMs() });
      return;
    }
    const group = eventsGroup(target);
    if (group === undefined) {
      if (knownGroups.has(target.group)) throw noSuchResource();
      answerNoPage(exchange);
      return;
    }
    if (!acceptsJson(exchange.request)) {
      answerNotAcceptable(exchange);
      return;
    }
    if (target.verb === 'get') answerGet(exchange, this.#cluster, group);
    else if (target.verb === 'list') answerList(exchange, this.#cluster, group, readListOptions(query, group, false));
    else if (target.verb === 'watch') this.#watch(exchange, group);
    else await this.#write(exchange, group);
  }

  #watch(exchange: Exchange, group: ApiGroup): void {
    const { target, query } = exchange;
    const options = readListOptions(query, group, true);
    const asked = options.timeoutSeconds * 1000;
    const timeoutMs = asked > 0 ? asked : this.#watchMs();
    const prefix = target.namespace === '' ? '' : `${target.namespace}/`;
    const catchUpMs = this.#setting.catchUpMs;
    const setting = { group, prefix, options, timeoutMs, catchUpMs };
    const watch = new Watch(exchange, this.#cluster.store, setting, () => this.watches.delete(watch));
    watch.open();
    this.watches.add(watch);
    this.faults.opened(watch);
    watch.proceed();
  }

  #watchMs(): number {
    return Math.floor(minWatchMs * (1 + this.#cluster.random.next()));
  }

  async #write(exchange: Exchange, group: ApiGroup): Promise<void> {
    const { request, target, query } = exchange;
    const body = await readBody(request);
    const agent = request.headers['user-agent'] ?? '';
    const manager = query.get('fieldManager') || (agent.split('/')[0] ?? '') || 'unknown';
    const contentType = request.headers['content-type'] ?? '';
    const answer = write(this.#cluster, { target, group, query, contentType, body, manager });
    const warning = answer.warnings.map((one) => `299 - ${JSON.stringify(one)}`).join(', ');
    const headers: Record<string, string> = warning === '' ? {} : { Warning: warning };
    exchange.answer({ status: answer.status, contentType: 'application/json', headers, body: [answer.body] });
  }
}

function acceptsJson(request: IncomingMessage): boolean {
  const accept = request.headers.accept ?? '*/*';
  // Tables and partial metadata are not served: whoever lists plain JSON besides gets that, as from any server.
  return accept
    .split(',')
    .some((one) => /^\s*(application\/(json|\*)|\*\/\*)\s*(;\s*(stream=watch|q=[\d.]+)\s*)*$/.test(one));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
