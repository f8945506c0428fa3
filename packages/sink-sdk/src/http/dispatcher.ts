import type { Dispatcher } from 'undici';
import { rangesOf } from './no-proxy.ts';
import type { HttpOptions, TlsConnect } from './options.ts';
import { httpUrl } from './options.ts';

type Undici = typeof import('undici');

/** Connections of a client, by the way that leads to a destination. */
export interface Dispatchers {
  for(url: URL): Dispatcher;
  /** The proxy that is set for it, though NO_PROXY may still name its host. */
  proxyFor(url: URL): URL | undefined;
  destroy(): Promise<void>;
}

/** `*` in NO_PROXY: no proxy at all. */
const nothing = '*';

/** A proxy's URL, `""` for none, and the option or variable that names it. */
interface Proxy {
  readonly url: string;
  readonly from: string;
}

/** A variable in lower or upper case. Without a scheme its value is an http: proxy, as it is for curl and Go. */
function proxyOf(variable: string, environment: Readonly<Record<string, string | undefined>>): Proxy {
  const from = environment[variable] === undefined ? variable.toUpperCase() : variable;
  const value = environment[from]?.trim() ?? '';
  return { url: value === '' || value.includes('://') ? value : `http://${value}`, from };
}

/** Which proxy to use for http: and https: destinations, and which hosts to reach without. */
export function proxies(options: Pick<HttpOptions, 'proxy' | 'environment'>) {
  const { proxy, environment = process.env } = options;
  if (proxy !== undefined && proxy !== '') {
    const own: Proxy = { url: proxy === 'none' ? '' : proxy, from: 'proxy' };
    return { http: own, https: own, except: proxy === 'none' ? nothing : '' };
  }
  const except = environment.no_proxy ?? environment.NO_PROXY ?? '';
  return { http: proxyOf('http_proxy', environment), https: proxyOf('https_proxy', environment), except };
}

/**
 * @throws ConfigError for a proxy that is no URL
 */
export function createDispatchers(
  undici: Undici,
  options: HttpOptions,
  tls: TlsConnect,
  timeoutMs: number,
): Dispatchers {
  const { http, https, except } = proxies(options);
  const made = new Map<string, Dispatcher>();
  const common = {
    connections: options.connections ?? 1,
    // One request at a time on a connection: a cut one then leaves a single event in doubt.
    pipelining: 1,
    allowH2: false,
    connect: { timeout: timeoutMs, ...tls },
  };
  for (const { url, from } of [http, https]) if (url !== '') httpUrl(url, from);
  const isInRange = rangesOf(except);
  const make = (proxy: string): Dispatcher => {
    if (!proxy || except === nothing) return new undici.Agent(common);
    return new undici.EnvHttpProxyAgent({
      ...common,
      httpProxy: proxy,
      httpsProxy: proxy,
      noProxy: except,
      requestTls: common.connect,
      ...(tls.ca === undefined ? {} : { proxyTls: { ca: tls.ca } }),
    });
  };
  const proxyFor = (destination: URL): string =>
    isInRange(destination) ? '' : (destination.protocol === 'https:' ? https : http).url;
  return {
    proxyFor(destination) {
      const proxy = proxyFor(destination);
      return proxy === '' ? undefined : new URL(proxy);
    },
    for(destination) {
      const proxy = proxyFor(destination);
      const known = made.get(proxy);
      if (known) return known;
      const dispatcher = make(proxy);
      made.set(proxy, dispatcher);
      return dispatcher;
    },
    async destroy() {
      await Promise.all([...made.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}
