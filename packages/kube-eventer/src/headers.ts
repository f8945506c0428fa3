const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** What Go's client sets itself, whatever was given (https://pkg.go.dev/net/http#Request.Write). */
const ownOfClient = /^(?:host|content-length|transfer-encoding|trailer)$/i;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Header lines of `header=Name=value`, and the lines about those that differ. */
export function headersOf(written: readonly string[]): {
  readonly headers: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
} {
  const headers: Record<string, string> = {};
  const notes: string[] = [];
  for (const line of written) {
    const at = line.indexOf('=');
    const name = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1);
    if (at < 0)
      notes.push(`header=${line} has no value, so it is left out, as with kube-eventer; expected header=Name=value`);
    else if (!headerName.test(name))
      notes.push(`header=${name}=… has no valid name, so it is left out; with kube-eventer every request fails`);
    else if (!headerValue.test(value))
      notes.push(
        `header=${name}=… has a character that no header may have, such as a line end, so it is left out; with kube-eventer every request fails`,
      );
    else if (ownOfClient.test(name))
      notes.push(
        `header=${canonical(name)}=… has no effect, as with kube-eventer: ${name.toLowerCase() === 'host' ? 'the URL names the host' : 'it follows from the body'}`,
      );
    else {
      if (value.includes('='))
        notes.push(`header=${name}=… is sent with its second "="; kube-eventer drops such a header silently`);
      // Go sends the names of headers so.
      headers[canonical(name)] = value;
    }
  }
  return { headers, notes };
}

/** `contentType` → `Contenttype`, `x-a` → `X-A` (https://pkg.go.dev/net/textproto#CanonicalMIMEHeaderKey). */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
