/** Parameters whose values tell nothing that is to be kept. */
const open = new Set([
  'agent_id',
  'auth',
  'bulkWorkers',
  'cluster_id',
  'cluster_name',
  'compression',
  'custom_body_configmap',
  'custom_body_configmap_namespace',
  'dataset',
  'db',
  'eventBusName',
  'eventstopic',
  'healthCheck',
  'inClusterConfig',
  'index',
  'insecure',
  'insecuressl',
  'internal',
  'kinds',
  'label',
  'level',
  'localKubeConfig',
  'logStore',
  'maxRetries',
  'method',
  'msg_type',
  'namespaces',
  'pipeline',
  'project',
  'reason',
  'region',
  'regionId',
  'sniff',
  'startupHealthcheckTimeout',
  'table',
  'tags',
  'to_user',
  'topic',
  'ttl',
  'use_namespace',
  'useServiceAccount',
  'ver',
  'withfields',
]);

/** Sinks whose query is a text of its own, with a password in it. */
const closed = /^(mysql|mongo):/;

/** A command line for the log: of URIs the host and the harmless parameters remain, and `***` stands for the rest. */
export function redactArguments(args: readonly string[]): readonly string[] {
  return args.map((argument, index) => {
    const [, flag = '', value] = /^(--?(?:sink|source)=)(.*)$/s.exec(argument) ?? [];
    if (value !== undefined) return `${flag}${redactUri(value)}`;
    return /^--?(sink|source)$/.test(args[index - 1] ?? '') ? redactUri(argument) : argument;
  });
}

/** The same for one `<name>:<uri>`. */
export function redactUri(value: string): string {
  const colon = value.indexOf(':');
  if (colon < 0) return value;
  const [name, uri] = [value.slice(0, colon), value.slice(colon + 1)];
  if (uri === '') return value;
  if (closed.test(value)) return `${name}:***`;
  const [before = '', ...queries] = uri.split('#')[0]?.split('?') ?? [];
  const [, scheme = '', authority, path = ''] = /^([a-z][-a-z0-9+.]*:\/\/)?([^/]*)(.*)$/is.exec(before) ?? [];
  const host = (authority ?? '').replace(/^.*@/s, '***@');
  const address = `${scheme}${scheme === '' && host !== '' ? '***' : host}${path === '' ? '' : '/***'}`;
  const shown = queries
    .join('?')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [parameter = ''] = pair.split('=');
      return open.has(parameter) ? pair : `${/^[A-Za-z_]+$/.test(parameter) ? parameter : '***'}=***`;
    });
  return `${name}:${address}${shown.length === 0 ? '' : `?${shown.join('&')}`}`;
}
