import { errorCodes } from './error-codes.ts';

export interface Users {
  /** SASL/PLAIN: passwords by user. */
  readonly plain?: Readonly<Record<string, string>>;
  /** SASL/OAUTHBEARER: whether a token is good. */
  readonly token?: (token: string) => boolean;
}

/** The login of one connection (KIP-152): handshake, then authenticate. */
export class Login {
  readonly #users: Users | undefined;
  #mechanism: string | undefined;
  #isDone = false;

  constructor(users: Users | undefined) {
    this.#users = users;
  }

  get isOpen(): boolean {
    return this.#users === undefined || this.#isDone;
  }

  get mechanisms(): readonly string[] {
    const { plain, token } = this.#users ?? {};
    return [...(plain === undefined ? [] : ['PLAIN']), ...(token === undefined ? [] : ['OAUTHBEARER'])];
  }

  handshake(mechanism: string): number {
    if (this.#users === undefined) return errorCodes.ILLEGAL_SASL_STATE;
    if (!this.mechanisms.includes(mechanism)) return errorCodes.UNSUPPORTED_SASL_MECHANISM;
    this.#mechanism = mechanism;
    return errorCodes.NONE;
  }

  authenticate(bytes: Buffer): number {
    if (this.#mechanism === undefined) return errorCodes.ILLEGAL_SASL_STATE;
    this.#isDone = this.#mechanism === 'PLAIN' ? this.#plain(bytes) : this.#bearer(bytes);
    return this.#isDone ? errorCodes.NONE : errorCodes.SASL_AUTHENTICATION_FAILED;
  }

  /** RFC 4616: authorization, user, password, between NULs. */
  #plain(bytes: Buffer): boolean {
    const [, user = '', password] = bytes.toString().split('\0');
    return password !== undefined && this.#users?.plain?.[user] === password;
  }

  /** RFC 7628: `n,,`, then `auth=Bearer …` between SOHs. */
  #bearer(bytes: Buffer): boolean {
    const field = bytes
      .toString()
      .split('\u0001')
      .find((part) => part.startsWith('auth=Bearer '));
    return field !== undefined && this.#users?.token?.(field.slice('auth=Bearer '.length)) === true;
  }
}
