type Fields = { readonly [name: string]: unknown };

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

function fieldsOf(text: string): Fields {
  const value: unknown = JSON.parse(text);
  return isFields(value) ? value : {};
}

/** The code of an answer that was found to have one. */
export const codeOf = (text: string): number => Number(fieldsOf(text).errcode);

/** A token and the seconds for which it holds; undefined when the answer has none. */
export function readToken(text: string): { readonly token: string; readonly seconds: number } | undefined {
  const { access_token: token, expires_in: seconds } = fieldsOf(text);
  if (typeof token !== 'string' || token === '' || typeof seconds !== 'number') return undefined;
  return { token, seconds };
}

/** The fields in which the API names whom a message did not reach, although it took it. */
const failures = ['invaliduser', 'invalidparty', 'invalidtag', 'unlicenseduser'] as const;

/** Whom a message did not reach: `invaliduser a|b, invalidtag 5`; empty: all got it. */
export function unreached(text: string): string {
  const fields = fieldsOf(text);
  const said = failures.map((name) => {
    const value = fields[name];
    return typeof value === 'string' && value !== '' ? `${name} ${value}` : '';
  });
  return said.filter((part) => part !== '').join(', ');
}
