import { ConfigError, RejectedError, RetryableError } from '@kubeherald/sink-sdk';

/** What a failed statement or connection says of what was sent. */
export type Meaning =
  /** Again later. */
  | { readonly kind: 'retry' }
  /** A row of it can never be stored. */
  | { readonly kind: 'row' }
  /** The statement is larger than the server takes. */
  | { readonly kind: 'large' }
  /** The table is not what it was. */
  | { readonly kind: 'structure' }
  /** Somebody must act. */
  | { readonly kind: 'config'; readonly advice: string };

const retry: Meaning = { kind: 'retry' };
const row: Meaning = { kind: 'row' };
const structure: Meaning = { kind: 'structure' };
const config = (advice: string): Meaning => ({ kind: 'config', advice });

const credentials = config('check user and password');
const grant = config('grant the user what the message names');
const login = config("the driver does not know the server's way to authenticate: change the user's plugin");

/** By error number; sources: MySQL's "Server Error Message Reference" and MariaDB's "Error Codes". What is not here goes by its SQLSTATE. */
const numbers: ReadonlyMap<number, Meaning> = new Map([
  [1045, credentials],
  [1698, credentials],
  [1044, config('grant the user this database, or correct the database in url')],
  [1049, config('create the database, or correct it in url: CREATE DATABASE … CHARACTER SET utf8mb4')],
  [1130, config('allow this host for the user')],
  [1142, grant],
  [1143, grant],
  [1227, grant],
  [1251, login],
  [1275, login],
  [1524, login],
  [1820, config("change the user's expired password")],
  [1862, config("change the user's expired password")],
  [3118, config('unlock the user')],
  [4151, config('unlock the user')],
  [3159, config('the server demands TLS: set tls, as in tls: {}')],
  // A NOT NULL column of the user's own without a default.
  [1364, config('give the column a default: this sink does not know it')],
  [1146, structure],
  [1054, structure],
  [1136, structure],
  [1153, { kind: 'large' }],
  // SQLSTATE HY000 or another that does not tell: wrong value, CHECK constraint, no partition for the row, cut, wrong date.
  [1366, row],
  [3819, row],
  [1526, row],
  [1265, row],
  [1411, row],
  [1292, row],
  // SQLSTATE 42000, yet nothing to configure: a user's limits (max_user_connections, per hour), a statement that took too long.
  [1203, retry],
  [1226, retry],
  [1969, retry],
]);

/** By SQLSTATE class (ISO 9075): data exception, constraint, raised by a trigger, a view's check option; authorisation; syntax or access. */
const classes: ReadonlyMap<string, Meaning> = new Map([
  ['22', row],
  ['23', row],
  ['45', row],
  ['44', row],
  ['28', credentials],
  ['42', config('see the message')],
]);

/** Codes of the driver, for what the server did not say itself. */
const codes: ReadonlyMap<string, Meaning> = new Map([
  ['HANDSHAKE_NO_SSL_SUPPORT', config('the server offers no TLS: leave tls out, or switch it on there')],
  ['AUTH_SWITCH_PLUGIN_ERROR', login],
  ['MYSQL_CLEAR_PASSWORD_NOT_ENABLED', login],
]);

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'no such host name',
  EAI_AGAIN: 'the name could not be resolved',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  PROTOCOL_CONNECTION_LOST: 'the connection was cut',
  ETIMEDOUT: 'no connection within the time limit',
  HANDSHAKE_SSL_ERROR: 'its certificate was refused; set tls.ca or tls.serverName',
};

const field = (error: unknown, name: string): unknown =>
  error instanceof Error ? Reflect.get(error, name) : undefined;

/** What a failure of the driver or the server means. */
export function meaningOf(error: unknown): Meaning {
  const [number, state, code] = [field(error, 'errno'), field(error, 'sqlState'), field(error, 'code')];
  const byNumber = typeof number === 'number' ? numbers.get(number) : undefined;
  const byClass = typeof state === 'string' ? classes.get(state.slice(0, 2)) : undefined;
  return byNumber ?? byClass ?? (typeof code === 'string' ? codes.get(code) : undefined) ?? retry;
}

/** What was said, and by whom: `ER_DUP_KEY (1022): Can't write …`. The driver's own field with the statement is left out: it holds the events. */
function said(error: unknown): string {
  if (error instanceof DOMException) return error.name === 'TimeoutError' ? 'nothing within the time limit' : 'nothing';
  const message = error instanceof Error ? error.message : String(error);
  const code = field(error, 'code');
  const number = field(error, 'errno');
  const name = typeof code === 'string' ? code : 'error';
  return `${name}${typeof number === 'number' && number > 0 ? ` (${number})` : ''}: ${message || 'no message'}`;
}

/**
 * A failure as one of the SDK's errors. The driver's error is no cause of it: it carries the statement, and so the events.
 * @param where `mysql.example.com:3306/k8s`
 */
export function translate(error: unknown, where: string): RetryableError | RejectedError | ConfigError {
  if (RetryableError.is(error) || RejectedError.is(error) || ConfigError.is(error)) return error;
  const meaning = meaningOf(error);
  const text = `${where} said ${said(error)}`;
  switch (meaning.kind) {
    case 'config':
      return new ConfigError(`${text}; ${meaning.advice}`);
    case 'row':
      return new RejectedError(text);
    case 'large':
      return new RejectedError(`${text}; raise max_allowed_packet`);
    default: {
      const code = field(error, 'code');
      const hint = typeof code === 'string' ? hints[code] : undefined;
      return new RetryableError(hint === undefined ? text : `${where}: ${hint} (${said(error)})`);
    }
  }
}
