import { goJson } from './json.ts';

/** One reason of a 422 or 504. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/** What a Status says beside its message. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** A refusal of the API server: thrown where it is found out, answered as a `Status` object. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** The HTTP status. */
  readonly code: number;
  /** `BadRequest`, `Forbidden`, …; empty when the real server gives none. */
  readonly reason: string;
  readonly details: StatusDetails | undefined;
  /** The fresh continue token of an expired one. */
  readonly continueToken: string;

  constructor(code: number, reason: string, message: string, details?: StatusDetails, continueToken = '') {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
    this.continueToken = continueToken;
  }

  /** The Status as plain data, in Go's order of keys. */
  status(): object {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: { continue: this.continueToken === '' ? undefined : this.continueToken },
      status: 'Failure',
      message: this.message,
      reason: this.reason === '' ? undefined : this.reason,
      details: this.details,
      code: this.code,
    };
  }

  /** An HTTP body. */
  body(): string {
    return `${goJson(this.status())}\n`;
  }

  /** A watch frame. */
  frame(): string {
    return `${goJson({ type: 'ERROR', object: this.status() })}\n`;
  }
}

/** 400. */
export function badRequest(message: string): Refusal {
  return new Refusal(400, 'BadRequest', message);
}

/** 404 of an object; the group goes unnamed for events of either group. */
export function notFound(resource: string, name: string): Refusal {
  return new Refusal(404, 'NotFound', `${resource} "${name}" not found`, { name, kind: resource });
}

/** 404 of a path below a known API group. */
export function noSuchResource(): Refusal {
  return new Refusal(404, 'NotFound', 'the server could not find the requested resource', {});
}

/** 405. */
export function methodNotAllowed(): Refusal {
  return new Refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

/** 422 with its causes; `kind` and `name` say of what. */
export function invalid(
  of: { readonly group?: string; readonly kind: string; readonly name: string },
  causes: readonly StatusCause[],
): Refusal {
  const told = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const list = told.length === 1 ? (told[0] ?? '') : `[${told.join(', ')}]`;
  const qualified = of.group ? `${of.kind}.${of.group}` : of.kind;
  const details = {
    ...(of.name === '' ? {} : { name: of.name }),
    ...(of.group ? { group: of.group } : {}),
    kind: of.kind,
    causes,
  };
  return new Refusal(422, 'Invalid', `${qualified} "${of.name}" is invalid: ${list}`, details);
}

/** 410 of a watch whose resourceVersion is compacted. */
export function watchExpired(): Refusal {
  return new Refusal(410, 'Expired', 'The resourceVersion for the provided watch is too old.');
}

/** 410 of a list at a compacted resourceVersion. */
export function listExpired(): Refusal {
  return new Refusal(410, 'Expired', 'The resourceVersion for the provided list is too old.');
}

/** 410 of a continue token whose snapshot is compacted, with a token to go on without consistency. */
export function continueExpired(fresh: string): Refusal {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list ' +
    'without the continue parameter, or use the continue token in this response to retrieve the remainder of the ' +
    'results. Continuing with the provided token results in an inconsistent list - objects that were created, ' +
    'modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return new Refusal(410, 'Expired', message, undefined, fresh);
}

/** 504 of a resourceVersion that is not reached yet. */
export function tooLarge(asked: number, current: number, retryAfterSeconds?: number): Refusal {
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  const details = { causes, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
  return new Refusal(504, 'Timeout', message, details);
}
