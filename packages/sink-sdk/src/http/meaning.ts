import type { HttpReply } from './reply.ts';

/** What an answer of a destination means for the events. `advice` is for the person who reads the error: what to do about it. */
export type Meaning =
  | { readonly kind: 'success' }
  /** Again later. `afterMs`: when the answer itself does not say how long to wait. */
  | { readonly kind: 'retry'; readonly afterMs?: number; readonly advice?: string }
  /** These events will be refused again. */
  | { readonly kind: 'rejected'; readonly advice?: string }
  /** No event will get through until somebody mends the options. */
  | { readonly kind: 'config'; readonly advice?: string };

/** How an API says in the body of its answer, often one with status 200, whether it did what it was asked. */
export interface BodyCodes {
  /** The field of the JSON body that has the code: `errcode`, `error.code`. */
  readonly field: string;
  /** The field that says it in words: `errmsg`. */
  readonly message?: string;
  /** Codes of success. Compared as text, as all codes are: `0` is `"0"`. */
  readonly success: readonly (string | number | boolean)[];
  readonly codes?: Readonly<Record<string, Meaning>>;
  /** Looked at before `codes`: for APIs that use one code for several things. Tried on what the API says in words. */
  readonly texts?: readonly (readonly [pattern: RegExp, meaning: Meaning])[];
  /** Looked at before both: for what only other fields of a JSON body tell, such as a new id that belongs into the advice. */
  readonly told?: (body: { readonly [field: string]: unknown }) => Meaning | undefined;
  /** A code that is in neither. */
  readonly otherwise: Meaning;
  /**
   * A body that has no code, or is no JSON: not the API answers but a proxy, say. Default: by the status; retried when that is 2xx.
   * A function is asked of JSON bodies only, and may leave it to the default.
   */
  readonly absent?: Meaning | ((body: { readonly [field: string]: unknown }) => Meaning | undefined);
  /** Milliseconds that the body, or a header of this API's own, asks to wait. */
  readonly afterMs?: (body: { readonly [field: string]: unknown }, headers: HttpReply['headers']) => number | undefined;
  /** The API also answers in plain text: a body that is no JSON object is itself the code, if `success` or `codes` has it. Default false. */
  readonly plain?: boolean;
}

/** A code that was found in a body, and what it means. */
export interface CodeFound {
  readonly meaning: Meaning;
  /** `errcode 310000: sign not match`; empty when there is no code. */
  readonly said: string;
  readonly afterMs: number | undefined;
}

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function parse(text: string): Fields | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return isFields(body) ? body : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function at(body: Fields, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, name) => (isFields(inner) ? inner[name] : undefined), body);
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Looks for an API's own code in a reply; undefined: it has none, and `table.absent` does not say what that means. */
export function findCode(reply: HttpReply, table: BodyCodes): CodeFound | undefined {
  const body = parse(reply.text);
  if (body === undefined && table.plain) return plainCode(reply.text.trim(), table);
  const code = body && at(body, table.field);
  if (body === undefined || code === undefined || code === null) {
    const meaning = typeof table.absent === 'function' ? body && table.absent(body) : table.absent;
    return meaning && { meaning, said: '', afterMs: body && table.afterMs?.(body, reply.headers) };
  }
  const words = table.message === undefined ? undefined : at(body, table.message);
  const text = words === undefined || words === null ? '' : asText(words);
  const said = `${table.field} ${asText(code)}${text === '' ? '' : `: ${text}`}`;
  return {
    meaning: table.told?.(body) ?? meaningOf(asText(code), text, table),
    said,
    afterMs: table.afterMs?.(body, reply.headers),
  };
}

function plainCode(text: string, table: BodyCodes): CodeFound | undefined {
  const isKnown = table.success.includes(text) || Object.hasOwn(table.codes ?? {}, text);
  return isKnown ? { meaning: meaningOf(text, text, table), said: text, afterMs: undefined } : undefined;
}

function meaningOf(code: string, text: string, table: BodyCodes): Meaning {
  if (table.success.some((good) => String(good) === code)) return { kind: 'success' };
  const byText = table.texts?.find(([pattern]) => pattern.test(text))?.[1];
  const { codes = {} } = table;
  return byText ?? (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? table.otherwise;
}
