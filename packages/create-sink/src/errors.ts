/** The package cannot be made; the message says why and what to do. Nothing was changed. */
export class CreateError extends Error {
  override readonly name = 'CreateError';
  readonly code = 'KH_CREATE_SINK';
}
