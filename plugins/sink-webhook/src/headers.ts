import { ConfigError } from '@kubeherald/sink-sdk';

/** Names of headers are tokens (RFC 9110 §5.6.2), values are visible characters, spaces and tabs. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a text may be the value of a header. */
export const isHeaderValue = (text: string): boolean => headerValue.test(text);

/** @throws ConfigError that does not show the value: it may be a credential */
export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!headerName.test(name)) throw new ConfigError(`headers: ${JSON.stringify(name)} is no name of a header`);
    if (!isHeaderValue(value))
      throw new ConfigError(
        `headers: the value of ${name} has a character that no header may have, such as a line end`,
      );
  }
}

/** What no error may show: word by word too, for of `Bearer abc` a destination may repeat the token alone. */
export const secretsIn = (headers: Readonly<Record<string, string>>): string[] =>
  Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)]);
