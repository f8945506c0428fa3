import { type Environment, expandEnvironment } from './environment.ts';
import { type GoUrl, GoUrlError, lowerScheme, parseGoUrl } from './go-url.ts';

/** A value of `--sink` or `--source`, taken apart as kube-eventer does. */
export interface UriFlag {
  readonly name: string;
  /** Behind the first colon, with variables filled in, and its scheme in lower case, as Go writes URLs. */
  readonly text: string;
  readonly url: GoUrl;
  /** Variables that are not set. */
  readonly unset: readonly string[];
  /** What variables were filled in with. */
  readonly filled: readonly string[];
}

/** A value that no flag of that kind can have; the message is kube-eventer's. */
export class UriFlagError extends Error {
  override readonly name = 'UriFlagError';
}

/**
 * Splits `<name>:<uri>` at the first colon, fills variables in, and reads the rest as a URL.
 * @throws UriFlagError
 */
export function readUriFlag(value: string, environment: Environment): UriFlag {
  const colon = value.indexOf(':');
  const name = colon < 0 ? value : value.slice(0, colon);
  if (name === '') throw new UriFlagError(`missing uri key in '${value}'`);
  const expanded = expandEnvironment(colon < 0 ? '' : value.slice(colon + 1), environment);
  try {
    const url = parseGoUrl(expanded.text);
    const text = lowerScheme(expanded.text);
    return { name, text, url, unset: expanded.unset, filled: expanded.values };
  } catch (error) {
    if (!(error instanceof GoUrlError)) throw error;
    throw new UriFlagError(`parse ${JSON.stringify(expanded.text)}: ${error.message}`, { cause: error });
  }
}
