import { Fault } from './fault.ts';

/** Who may use the cluster; without any, everybody. */
export interface Users {
  /** `id:key` of an API key. */
  readonly apiKey?: string;
  /** `user:password`. */
  readonly basic?: string;
  readonly bearer?: string;
  /** The credential is known, but may only create documents: no templates, no `GET /`. */
  readonly writeOnly?: boolean;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** @throws Fault when the request's credential is not one of these users */
export function authenticate(header: string | undefined, { apiKey, basic, bearer }: Users): void {
  const good = [
    apiKey === undefined ? [] : `ApiKey ${base64(apiKey)}`,
    basic === undefined ? [] : `Basic ${base64(basic)}`,
    bearer === undefined ? [] : `Bearer ${bearer}`,
  ].flat();
  if (good.length === 0 || (header !== undefined && good.includes(header))) return;
  const missing = 'missing authentication credentials for REST request';
  // The real one repeats the user's name; the header whole is the worst that a sink must hide.
  throw new Fault(
    401,
    'security_exception',
    header === undefined ? missing : `unable to authenticate with provided credentials [${header}]`,
  );
}

/** @throws Fault when a known user may not do this */
export function authorize(action: string, { writeOnly = false }: Users): void {
  if (!writeOnly || action === 'indices:data/write/bulk') return;
  throw new Fault(403, 'security_exception', `action [${action}] is unauthorized for user [writer]`);
}
