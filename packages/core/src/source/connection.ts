import { readFile } from 'node:fs/promises';
import type { Dispatcher } from 'undici';
import type { Clock } from '../clock.ts';
import { codes, HeraldError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Access } from './connection/access.ts';
import { chosenAccess, overridden } from './connection/chosen.ts';
import { readAccess } from './connection/credentials.ts';
import { createDispatcher } from './connection/dispatcher.ts';
import type { Hold } from './connection/hold.ts';
import { inClusterAccess } from './connection/in-cluster.ts';
import { RequestFailure } from './failure.ts';

/** Which cluster to talk to. */
export interface ConnectionOptions {
  /** Path of a kubeconfig. Default: the pod's service account, else KUBECONFIG, else ~/.kube/config. */
  readonly kubeconfig?: string | undefined;
  /** Context of the kubeconfig. Default: the current one. */
  readonly context?: string | undefined;
  /** The address of the API server, in place of the one that the credentials come with. */
  readonly server?: string | undefined;
  /** Which credentials, and no others. Default: the pod's service account, else those of the kubeconfig. */
  readonly credentials?: 'service-account' | 'service-account-token' | 'none' | undefined;
  /** Accept any certificate. */
  readonly insecure?: boolean | undefined;
  /** Default: the process's. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its service account; default: where the kubelet mounts it. */
  readonly serviceAccountFolder?: string;
}

type Headers = Readonly<Record<string, string>>;

/** A connection to one API server: its address, the credentials in force, and a pool of sockets. */
export interface Connection {
  /** Which cluster and credentials are used, for messages; once the first request was made. */
  readonly origin: string;
  /** Starts a GET. Resolves with the response's head, whatever its status; the body is to be read or destroyed. `hold` is given its socket. */
  get(path: string, headers: Headers, signal: AbortSignal, hold?: Hold): Promise<Dispatcher.ResponseData>;
  /** Cuts every socket. Safe twice. */
  close(): Promise<void>;
}

/** client-go reads a token file again after a minute less ten seconds; certificate files are looked at as often. */
const rereadMs = 50_000;
/** Credentials are renewed this long before they end, so that no request carries one that ends on the way. */
const expiryLeewayMs = 10_000;
/** A Status is smaller; what is longer is cut, and its socket with it. */
const errorBodyBytes = 65_536;

/** Created at once; the cluster is looked for at the first request. */
export function createConnection(options: ConnectionOptions, clock: Clock, log: Log): Connection {
  return new ApiServerConnection(options, clock, log);
}

/** What is in force: rebuilt whenever credentials or certificates change. */
interface Session {
  readonly access: Access;
  readonly dispatcher: Dispatcher;
  readonly loadedAt: number;
  readonly checkedAt: number;
}

class ApiServerConnection implements Connection {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #dispatchers = new Set<Dispatcher>();
  readonly #closed = new AbortController();
  #session: Session | undefined;
  #renewing: Promise<Session> | undefined;

  constructor(options: ConnectionOptions, clock: Clock, log: Log) {
    this.#options = options;
    this.#clock = clock;
    this.#log = log;
    this.#environment = options.environment ?? process.env;
  }

  get origin(): string {
    const access = this.#session?.access;
    return access === undefined ? 'the API server' : `${access.server} (${access.origin})`;
  }

  async get(path: string, headers: Headers, signal: AbortSignal, hold?: Hold) {
    signal.throwIfAborted();
    const session = await unlessAborted(this.#current(), signal);
    const response = await this.#request(session, path, headers, signal, hold);
    if (response.statusCode !== 401) return response;
    // A token may have been replaced a moment ago: look again and try once more; the second answer stands.
    await response.body.dump({ limit: errorBodyBytes, signal });
    const next = this.#session === session ? this.#renew(session, 'refused') : this.#current();
    return this.#request(await unlessAborted(next, signal), path, headers, signal, hold);
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('the connection is closed'));
    const open = [...this.#dispatchers];
    this.#dispatchers.clear();
    await Promise.all(open.map((dispatcher) => dispatcher.destroy()));
  }

  async #request(session: Session, path: string, headers: Headers, signal: AbortSignal, hold?: Hold) {
    try {
      return await request(session, path, headers, signal, hold);
    } catch (error) {
      // Certificates that were replaced look like a server that cannot be reached: read them again before the next request.
      if (this.#session === session) this.#session = { ...session, checkedAt: Number.NEGATIVE_INFINITY };
      throw error;
    }
  }

  async #current(): Promise<Session> {
    const session = this.#session;
    if (session === undefined) return this.#renew(undefined, 'first');
    const now = this.#clock.now();
    const { expiresAt } = session.access;
    // A plugin that hands out what has already ended is asked no more often than files are.
    if (expiresAt !== undefined && now > expiresAt - expiryLeewayMs && now - session.loadedAt > expiryLeewayMs) {
      return this.#renew(session, 'expired');
    }
    return now - session.checkedAt < rereadMs ? session : this.#renew(session, 'due');
  }

  /** One at a time, however many requests ask for it. */
  #renew(session: Session | undefined, cause: 'first' | 'expired' | 'due' | 'refused'): Promise<Session> {
    this.#renewing ??= this.#replace(session, cause).finally(() => {
      this.#renewing = undefined;
    });
    return this.#renewing;
  }

  async #replace(session: Session | undefined, cause: 'first' | 'expired' | 'due' | 'refused'): Promise<Session> {
    const loads = session === undefined || cause === 'expired' || (cause === 'refused' && !isFileToken(session));
    const access = loads ? await this.#load(session?.access) : await this.#reread(session.access);
    this.#closed.signal.throwIfAborted();
    const now = this.#clock.now();
    const same = session !== undefined && sameTls(session.access, access);
    const next: Session = {
      access,
      dispatcher: same ? session.dispatcher : this.#open(access),
      loadedAt: loads ? now : session.loadedAt,
      checkedAt: now,
    };
    if (!same && session !== undefined) {
      this.#log.info({ origin: access.origin }, 'certificates or address changed: new connections use them');
      this.#retire(session.dispatcher);
    }
    this.#session = next;
    return next;
  }

  /** Throws {@link HeraldError} when the cluster cannot be found at all; once it was found, a failure to find it again is temporary. */
  async #load(before: Access | undefined): Promise<Access> {
    const { kubeconfig, context, credentials, serviceAccountFolder } = this.#options;
    try {
      if (credentials !== undefined) {
        return await chosenAccess(credentials, this.#options, this.#environment);
      }
      if (kubeconfig === undefined && context === undefined) {
        const access = await inClusterAccess(this.#environment, serviceAccountFolder);
        if (access !== undefined) return overridden(access, this.#options);
      }
      const host = { clock: this.#clock, environment: this.#environment, signal: this.#closed.signal };
      return overridden(await readAccess({ kubeconfig, context, refreshed: before?.refreshed }, host), this.#options);
    } catch (error) {
      if (before === undefined || !(error instanceof HeraldError)) throw error;
      throw new RequestFailure({ kind: 'credentials', message: error.message }, { cause: error });
    }
  }

  /** The access with what its files say now. A file that is away for a moment, as while it is replaced, changes nothing. */
  async #reread(access: Access): Promise<Access> {
    try {
      return await rereadFiles(access);
    } catch (error) {
      this.#log.warn({ err: error, origin: access.origin }, 'a file of the credentials cannot be read again');
      return access;
    }
  }

  #open(access: Access): Dispatcher {
    try {
      const dispatcher = createDispatcher(access, this.#environment);
      this.#dispatchers.add(dispatcher);
      return dispatcher;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new HeraldError(codes.kubeconfig, `${access.origin}: its certificates or proxy cannot be used: ${reason}`, {
        cause: error,
      });
    }
  }

  /** Lets open watches on the old certificates run to their end. */
  #retire(dispatcher: Dispatcher): void {
    dispatcher.close().then(
      () => this.#dispatchers.delete(dispatcher),
      (error: unknown) => {
        this.#dispatchers.delete(dispatcher);
        this.#log.debug({ err: error }, 'an old connection was cut before it ended');
      },
    );
  }
}

function request(session: Session, path: string, headers: Headers, signal: AbortSignal, hold: Hold | undefined) {
  const server = new URL(session.access.server);
  const prefix = server.pathname === '/' ? '' : server.pathname;
  const dispatcher = hold === undefined ? session.dispatcher : session.dispatcher.compose(hold.interceptor);
  return dispatcher.request({
    origin: server.origin,
    path: `${prefix}${path}`,
    method: 'GET',
    headers: { 'user-agent': 'kubeherald', accept: 'application/json', ...session.access.headers, ...headers },
    signal,
  });
}

function isFileToken(session: Session): boolean {
  return session.access.files.token !== undefined;
}

async function rereadFiles(access: Access): Promise<Access> {
  const read = async (path: string | undefined) => (path === undefined ? undefined : await readFile(path, 'utf8'));
  const { ca, cert, key, token } = access.files;
  const [newCa, newCert, newKey, newToken] = await Promise.all([read(ca), read(cert), read(key), read(token)]);
  return {
    ...access,
    ca: newCa ?? access.ca,
    cert: newCert ?? access.cert,
    key: newKey ?? access.key,
    headers:
      newToken === undefined ? access.headers : { ...access.headers, authorization: `Bearer ${newToken.trim()}` },
  };
}

/** The promise's value, or the signal's reason when it aborts first. */
async function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function sameTls(left: Access, right: Access): boolean {
  const fields = ['server', 'ca', 'cert', 'key', 'skipTlsVerify', 'tlsServerName', 'proxyUrl'] as const;
  return fields.every((field) => left[field] === right[field]);
}
