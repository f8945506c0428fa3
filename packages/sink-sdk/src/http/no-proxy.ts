import { BlockList, isIP } from 'node:net';

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Whether an address range of NO_PROXY (`10.0.0.0/8`, `fd00::/8`) has the host of a URL in it. Names are not resolved, and a range has no
 * port. Source: Go's golang.org/x/net/http/httpproxy, whose reading of NO_PROXY clusters are set up for; undici knows no ranges.
 * @param except NO_PROXY: entries apart by commas or spaces; what is no range counts for nothing here
 */
export function rangesOf(except: string): (url: URL) => boolean {
  const ranges = new BlockList();
  for (const entry of except.split(/[,\s]+/)) {
    const [, network = '', length = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
    const bits = Number(length);
    if (isIP(network) === 0 || bits > (isIP(network) === 6 ? 128 : 32)) continue;
    ranges.addSubnet(network, bits, familyOf(network));
  }
  return ({ hostname }) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    return isIP(host) !== 0 && ranges.check(host, familyOf(host));
  };
}
