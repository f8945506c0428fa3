import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a server: what its kubeconfig says, else HTTPS_PROXY or HTTP_PROXY (also in lower case) unless NO_PROXY names it.
 * The rules are those of Go's httpproxy, which kubectl and client-go follow: loopback is never proxied; NO_PROXY holds `*`, names
 * (their subdomains too), `.suffixes`, addresses and CIDR ranges, each with an optional port.
 */
export function proxyFor(server: URL, configured: string | undefined, environment: Environment): string | undefined {
  if (configured) return configured;
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = environment[variable] ?? environment[variable.toLowerCase()];
  if (!proxy) return undefined;
  const host = hostOf(server);
  if (host === 'localhost' || loopback.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4')) return undefined;
  const rules = (environment.NO_PROXY ?? environment.no_proxy ?? '').split(',').map((rule) => rule.trim());
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  if (rules.some((rule) => rule !== '' && matches(rule.toLowerCase(), host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function matches(rule: string, host: string, port: string): boolean {
  if (rule === '*') return true;
  const family = isIP(host);
  const range = /^(.+)\/(\d+)$/.exec(rule);
  if (range?.[1] !== undefined && range[2] !== undefined) return inRange(range[1], Number(range[2]), host);
  const withPort = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(rule);
  if (withPort !== null && withPort[2] !== port) return false;
  const name = (withPort?.[1] ?? rule).replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '');
  if (family !== 0) return isIP(name) !== 0 && inRange(name, isIP(name) === 4 ? 32 : 128, host);
  return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
}

function inRange(network: string, bits: number, host: string): boolean {
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(host, type);
}

function hostOf(server: URL): string {
  return server.hostname.toLowerCase().replace(/^\[|\]$/g, '');
}
