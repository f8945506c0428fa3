import { isObject } from './json.ts';
import { badRequest } from './status.ts';

/** Where a list goes on. */
export interface Continue {
  /** The snapshot's revision; -1 for the newest, without consistency. */
  readonly revision: number;
  /** The key after which to go on, without the list's prefix. */
  readonly after: string;
}

const version = 'meta.k8s.io/v1';

/** The token: URL-safe base64 of what apiserver's storage/continue.go writes. */
export function writeContinue(token: Continue): string {
  const json = JSON.stringify({ v: version, rv: token.revision, start: `${token.after}\0` });
  return Buffer.from(json).toString('base64url');
}

/**
 * Reads a token.
 * @throws Refusal 400 for anything else.
 */
export function readContinue(token: string): Continue {
  const broken = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  const bad = /[^A-Za-z0-9_-]/.exec(token);
  if (bad) throw broken(`illegal base64 data at input byte ${bad.index}`);
  const bytes = Buffer.from(token, 'base64url');
  const first = bytes[0];
  if (first === undefined) throw broken('unexpected end of JSON input');
  if (first !== 0x7b) {
    const printable = first >= 0x20 && first < 0x7f;
    const shown = printable ? String.fromCharCode(first) : `\\u${first.toString(16).padStart(4, '0')}`;
    throw broken(`invalid character '${shown}' looking for beginning of value`);
  }
  const parsed = parse(bytes.toString());
  if (!isObject(parsed)) throw broken('unexpected end of JSON input');
  if (parsed.v !== version) {
    throw badRequest(
      'invalid continue token: continue key is not valid: server does not recognize this encoded version',
    );
  }
  const { rv, start } = parsed;
  if (typeof rv !== 'number' || rv === 0)
    throw broken('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '') throw broken('encoded start key is empty (version meta.k8s.io/v1)');
  return { revision: rv, after: start.replace(/\0$/, '') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller answers with its own 400, which names what is wrong.
    return undefined;
  }
}
