import type { Environment } from './environment.ts';
import { parseGoBool } from './go-flags.ts';
import { type Parameters, parseParameters } from './parameters.ts';
import type { UriFlag } from './uri-flag.ts';

/** Fields of the config's `source.kubernetes`. */
export interface MappedSource {
  readonly kubernetes: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** A `--source` that kube-eventer could not create. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
}

/**
 * Turns `--source=kubernetes:<master>?…` into the config's `source.kubernetes`.
 * @throws SourceError
 */
export function mapSource(flag: UriFlag, environment: Environment): MappedSource {
  if (flag.name !== 'kubernetes')
    throw new SourceError(`Source not recognized: ${flag.name}; expected --source=kubernetes:…`);
  const parameters = parseParameters(flag.url.rawQuery);
  const { scheme, host } = flag.url;
  const server = scheme !== '' && host !== '' ? `${scheme}://${host}` : undefined;
  if (server !== undefined && !/^https?$/.test(scheme)) {
    throw new SourceError(`the master ${server} has a scheme that is not known; expected https or http`);
  }
  const insecure = boolean(parameters, 'insecure', false);
  const address = { ...(server === undefined ? {} : { server }), ...(insecure ? { insecure } : {}) };
  const notes = [...parameters.notes, ...pathNote(flag), ...fragmentNote(flag)];
  if (boolean(parameters, 'inClusterConfig', true)) {
    if (!environment.KUBERNETES_SERVICE_HOST || !environment.KUBERNETES_SERVICE_PORT) {
      throw new SourceError(
        'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined. Outside a cluster: --source=kubernetes:?inClusterConfig=false&auth=<kubeconfig>',
      );
    }
    return { kubernetes: { credentials: 'service-account', ...address }, notes };
  }
  const useServiceAccount = boolean(parameters, 'useServiceAccount', false);
  const kubeconfig = parameters.first('localKubeConfig') || parameters.first('auth') || '';
  if (kubeconfig !== '') {
    const ignored = server !== undefined || insecure || useServiceAccount;
    const note =
      'the kubeconfig says where the API server is and who asks: the address, insecure and useServiceAccount of the URI do not count';
    return { kubernetes: { kubeconfig }, notes: ignored ? [...notes, note] : notes };
  }
  if (server === undefined)
    throw new SourceError(
      'invalid kubernetes master url specified; expected kubernetes:https://host:port?inClusterConfig=false, or auth=<kubeconfig>',
    );
  return { kubernetes: { credentials: useServiceAccount ? 'service-account-token' : 'none', ...address }, notes };
}

function boolean(parameters: Parameters, name: string, otherwise: boolean): boolean {
  const text = parameters.first(name);
  if (text === undefined) return otherwise;
  const value = parseGoBool(text);
  if (value === undefined)
    throw new SourceError(
      `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax (${name}); expected true or false`,
    );
  return value;
}

function pathNote({ url }: UriFlag): readonly string[] {
  return url.host !== '' && url.path !== '' && url.path !== '/'
    ? [`the path ${url.path} of the master is not used, as with kube-eventer`]
    : [];
}

function fragmentNote({ url }: UriFlag): readonly string[] {
  return url.fragment === undefined
    ? []
    : ['what follows the # of the URI does not count, as with kube-eventer. Write %23 for a # in a parameter'];
}
