import type { HttpReply } from '@kubeherald/sink-sdk';

/** What became of the points of a write. */
export type Verdict =
  | { readonly kind: 'accepted' }
  /** The server names the lines that it did not take; it took the others. `lines`: reason by index. */
  | { readonly kind: 'partial'; readonly lines: ReadonlyMap<number, string> }
  /** Some or all points were refused, and the answer does not tell which; or the request is too large. */
  | { readonly kind: 'refused'; readonly said: string }
  | { readonly kind: 'no database'; readonly said: string }
  | { readonly kind: 'retry'; readonly said: string }
  | { readonly kind: 'config'; readonly said: string; readonly advice: string };

/** What a write can end in that is about its lines. */
export type Written = Extract<Verdict, { kind: 'accepted' | 'partial' | 'refused' }>;

/** Statuses whose body decides; of the others the client knows what they mean. */
export const judged: ReadonlySet<number> = new Set([400, 404, 413, 422, 500]);

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function parse(text: string): Fields {
  try {
    const body: unknown = JSON.parse(text);
    return isFields(body) ? body : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Version 1 and 3 say `error`, 2 says `message`; proxies say what they like. */
export function saidIn(text: string): string {
  const { error, message } = parse(text);
  return [message, error].find((one) => typeof one === 'string') ?? text.slice(0, 500);
}

/** Version 3: `{ error: "partial write of line protocol occurred", data: [{ line_number: 2, error_message }] }`, counted from 1. */
function linesOf(text: string, count: number): ReadonlyMap<number, string> | undefined {
  const { error, data } = parse(text);
  if (typeof error !== 'string' || !/partial write/.test(error) || !Array.isArray(data) || data.length === 0)
    return undefined;
  const lines = new Map<number, string>();
  for (const one of data) {
    if (!isFields(one) || typeof one.line_number !== 'number') return undefined;
    const index = one.line_number - 1;
    if (!Number.isInteger(index) || index < 0 || index >= count) return undefined;
    lines.set(index, typeof one.error_message === 'string' ? one.error_message : error);
  }
  return lines;
}

/** Refusals that are about the options or the server's limits, whatever the points. */
const configTexts: readonly (readonly [RegExp, string])[] = [
  [/retention policy not found/i, 'make the retention policy, or change retentionPolicy'],
  [/database is required|no database|missing.*\bdb\b/i, 'check database'],
  [
    /max-(series|values)-per-|cardinality|limit exceeded.*(table|column|database)/i,
    'raise the limit, or use fewer tags',
  ],
];

/** Reads the answer to a write of `count` lines. */
export function readReply({ status, text }: HttpReply, count: number): Verdict {
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const said = `${status}: ${saidIn(text)}`;
  const advice = configTexts.find(([pattern]) => pattern.test(said))?.[1];
  if (advice !== undefined) return { kind: 'config', said, advice };
  if (status === 404) {
    if (/(database|bucket).*not found|not found.*(database|bucket)/i.test(said)) return { kind: 'no database', said };
    return { kind: 'config', said, advice: 'there is no such API at this URL: check url, version and org' };
  }
  if (status === 500) return { kind: 'retry', said };
  const lines = linesOf(text, count);
  return lines === undefined ? { kind: 'refused', said } : { kind: 'partial', lines };
}
