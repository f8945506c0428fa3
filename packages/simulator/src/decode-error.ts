/** A body that Go's decoder would refuse; the message is Go's. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
