import type { Dispatcher } from 'undici';
import type { HttpOptions, TlsConnect } from './options.ts';
import { httpUrl } from './options.ts';

type Undici = typeof import('undici');

/** Connections of a client, by the protocol of the destination. */
export interface Dispatchers {
  for(protocol: string): Dispatcher;
  destroy(): Promise<void>;
}

/** `*` in NO_PROXY: no proxy at all. */
const nothing = '*';

/** Which proxy to use for http: and https: destinations, and which hosts to reach without; `""`: none. */
export function proxies(options: Pick<HttpOptions, 'proxy' | 'environment'>) {
  const { proxy, environment = process.env } = options;
  if (proxy === 'none') return { http: '', https: '', except: nothing };
  if (proxy !== undefined && proxy !== '') return { http: proxy, https: proxy, except: '' };
  const read = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? '';
  return { http: read('http_proxy'), https: read('https_proxy'), except: read('no_proxy') };
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
  if (http) httpUrl(http, 'proxy');
  if (https) httpUrl(https, 'proxy');
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
  return {
    for(protocol) {
      const known = made.get(protocol);
      if (known) return known;
      const dispatcher = make(protocol === 'https:' ? https : http);
      made.set(protocol, dispatcher);
      return dispatcher;
    },
    async destroy() {
      await Promise.all([...made.values()].map((dispatcher) => dispatcher.destroy()));
    },
  };
}
