/** A JSON object. */
export type Fields = { readonly [name: string]: unknown };

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An answer of the API: success and failure look alike, and both come with status 200. */
export const says = (errcode: number, errmsg: string, more: Fields = {}): Fields => ({ errcode, errmsg, ...more });

/** A text of a body; `""` when there is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
