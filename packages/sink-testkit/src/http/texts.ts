import type { ReceivedRequest } from './request.ts';

/** Chat APIs put JSON into a string of their JSON: what is in there has arrived too. */
function inner(text: string): readonly string[] {
  if (!/^\s*[[{]/.test(text)) return [];
  try {
    return leaves(JSON.parse(text));
  } catch (error) {
    // A message that merely begins with a brace.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Every string in a JSON value, in order; of strings that are JSON themselves also those within. */
export function leaves(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value, ...inner(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

/** Every text that a request carries: path segments, query and form values, the strings of a JSON body, else the body. */
export function textsOf(request: ReceivedRequest): readonly string[] {
  const url = new URL(request.path, 'http://localhost');
  const fromPath = [...url.pathname.split('/').map(decoded), ...url.searchParams.values()];
  const ofPath = fromPath.filter((text) => text !== '');
  if (request.broken) return ofPath;
  if (request.json !== undefined) return [...ofPath, ...leaves(request.json)];
  if (/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')) {
    return [...ofPath, ...[...new URLSearchParams(request.text).values()].flatMap(leaves)];
  }
  return request.text === '' ? ofPath : [...ofPath, request.text];
}
