import { isFields } from './part.ts';
import type { Variables } from './variables.ts';

/** Options that are secrets whatever they hold. */
const secretName = /password|secret|token|apikey|writekey|credential/i;
/** Options that have such a name and hold none. */
const openName = /^(tokenUrl|tokenFile)$/i;
/** Headers that tell nothing that is to be kept. */
const openHeader = /^(accept|content-type|user-agent|x-scope-orgid)$/i;
/** Parameters of URLs that are credentials. */
const secretParameter = /key|token|secret|sign|auth|pass|credential|code|^sig$/i;
/** The word before a credential in a header. */
const scheme = /^(Bearer|Basic|GenieKey|ApiKey|Token|Splunk) +(?=\S)/i;

/** What is given of a sink whose secrets are to be taken out. */
export interface SecretHolder {
  /** The sink's name: variables are named after it. */
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Values that are known to be secrets. */
  readonly secrets: readonly string[];
  /** Values of the environment by name: a secret that comes from there keeps its name. */
  readonly environment: ReadonlyMap<string, string>;
}

/** The options with a stand-in for each secret; variables are named after the sink and the option. */
export function takeSecretsOut(holder: SecretHolder, variables: Variables): Readonly<Record<string, unknown>> {
  const known = new Set(holder.secrets.filter((secret) => secret !== ''));
  const hide = (value: string, path: readonly string[], origin = path.join('.')): string =>
    variables.isIn(value)
      ? value
      : variables.hide(
          variableName([holder.name, ...path]),
          `${origin} of the sink ${holder.name}`,
          value,
          holder.environment,
        );

  const visit = (value: unknown, path: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((one: unknown) => visit(one, path));
    if (isFields(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, visit(inner, [...path, name])]));
    }
    if (typeof value !== 'string' || value === '') return value;
    const name = path.at(-1) ?? '';
    if (path.includes('headers')) return openHeader.test(name) ? value : hideHeader(value, name, hide);
    if (/^https?:\/\//i.test(value)) return hideInUrl(value, path, hide);
    if (known.has(value) || (secretName.test(name) && !openName.test(name))) return hide(value, path);
    return value;
  };
  return Object.fromEntries(Object.entries(holder.options).map(([name, value]) => [name, visit(value, [name])]));
}

type Hide = (value: string, path: readonly string[], origin?: string) => string;

function hideHeader(value: string, name: string, hide: Hide): string {
  const word = scheme.exec(value)?.[0] ?? '';
  return `${word}${hide(value.slice(word.length), [name], `the header ${name}`)}`;
}

/** Of a URL the password, the credentials among the parameters, and what looks like a token in the path. */
function hideInUrl(url: string, path: readonly string[], hide: Hide): string {
  const [, start = '', user, password, host = '', rest = '', query] =
    /^(https?:\/\/)(?:([^/?#@:]*):([^/?#@]*)@)?([^/?#]*)([^?]*)(?:\?(.*))?$/is.exec(url) ?? [];
  if (start === '') return url;
  const login =
    user === undefined || password === undefined
      ? ''
      : `${user}:${password === '' ? '' : hide(password, [...path, 'password'])}@`;
  const segments = rest
    .split('/')
    .map((segment) =>
      isToken(segment) ? hide(segment, [...path, 'token'], `the token in ${path.join('.')}`) : segment,
    );
  const pairs = query?.split('&').map((pair) => {
    const at = pair.indexOf('=');
    const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    return value !== '' && secretParameter.test(name)
      ? `${name}=${hide(value, [name], `the parameter ${name}`)}`
      : pair;
  });
  return `${start}${login}${host}${segments.join('/')}${pairs === undefined ? '' : `?${pairs.join('&')}`}`;
}

/** Long, and a mix that no word is: letters with digits, or many capitals. 16: shorter than any token of the chat services, longer than most words of a path. */
function isToken(segment: string): boolean {
  if (!/^[A-Za-z0-9_:-]{16,}$/.test(segment)) return false;
  const capitals = segment.match(/[A-Z]/g)?.length ?? 0;
  return /[A-Za-z]/.test(segment) && (/[0-9]/.test(segment) || (capitals > 3 && /[a-z]/.test(segment)));
}

/** `ops`, `sasl`, `password` → `OPS_SASL_PASSWORD`. */
function variableName(parts: readonly string[]): string {
  return parts
    .flatMap((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2').split(/[^A-Za-z0-9]+/))
    .filter((word) => word !== '')
    .map((word) => word.toUpperCase())
    .join('_')
    .replace(/^(?=[0-9])/, 'KH_');
}
