import { isIP } from 'node:net';

/** Where a project is reached. */
export interface Address {
  /** `https://project.region.log.aliyuncs.com`. */
  readonly origin: string;
  /** What the Host header says, which names the project even if the address does not. */
  readonly host: string;
}

export interface AddressOptions {
  readonly project: string;
  readonly endpoint?: string;
  readonly internal: boolean;
}

const aliyunHost = /^([a-z0-9-]+?)(?:-intranet|-internal|-share|-vpc)?\.log\.aliyuncs\.com$/;

/** The region that a host of SLS has in its name; undefined: it has none. */
export function regionOf(endpoint: string): string | undefined {
  const host = new URL(withScheme(endpoint)).hostname.split('.').slice(-4).join('.');
  return aliyunHost.exec(host)?.[1];
}

const withScheme = (endpoint: string): string => (/^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`);

/** An address that has no names below it. */
const isBare = (hostname: string): boolean => isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 || hostname === 'localhost';

/** @param region of the service, when no endpoint is given */
export function addressOf({ project, endpoint, internal }: AddressOptions, region: string): Address {
  const url = new URL(withScheme(endpoint ?? `${region}${internal ? '-intranet' : ''}.log.aliyuncs.com`));
  const host = url.host.startsWith(`${project}.`) ? url.host : `${project}.${url.host}`;
  return { origin: `${url.protocol}//${isBare(url.hostname) ? url.host : host}`, host };
}
