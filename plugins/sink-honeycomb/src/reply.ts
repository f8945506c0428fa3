/** What the API says of one event of a batch. */
export interface ItemAnswer {
  readonly status: number;
  readonly error: string;
}

type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What became of each of `count` events; undefined: this is no answer to a batch of that many. */
export function readBatch(body: string, count: number): readonly ItemAnswer[] | undefined {
  const list: unknown = parse(body);
  if (!Array.isArray(list) || list.length !== count) return undefined;
  const answers = list.flatMap((item: unknown): readonly ItemAnswer[] => {
    if (!isFields(item) || typeof item.status !== 'number') return [];
    return [{ status: item.status, error: typeof item.error === 'string' ? item.error : '' }];
  });
  return answers.length === count ? answers : undefined;
}

/** Whether the key may send events, by the answer of `/1/auth`; undefined: it does not say. */
export function maySend(body: string): boolean | undefined {
  const answer = parse(body);
  const access = isFields(answer) ? answer.api_key_access : undefined;
  return isFields(access) && typeof access.events === 'boolean' ? access.events : undefined;
}
