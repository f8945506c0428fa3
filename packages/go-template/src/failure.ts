import type { ByteString } from './text/bytes.ts';

/** What a function or a conversion could not do, in Go's words (bytes). The evaluator adds the place. */
export class Failure extends Error {
  readonly text: ByteString;

  constructor(text: ByteString) {
    super(text);
    this.name = 'Failure';
    this.text = text;
  }
}

/** A limit was reached. Kept apart from Failure, so that no function can swallow it. */
export class LimitReached extends Error {
  constructor(text: string) {
    super(text);
    this.name = 'LimitReached';
  }
}
