/** A refusal as the server answers it. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly status: number;
  /** Version 2's code: `invalid`, `unauthorized`, `not found`. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/** One line that was not taken. */
export interface BadLine {
  readonly line: string;
  /** Counted from 1. */
  readonly number: number;
  readonly reason: string;
}

/** Version 3 took all lines but these, and names them. */
export class PartialWrite extends Error {
  override readonly name = 'PartialWrite';
  readonly body: object;

  constructor(bad: readonly BadLine[]) {
    super('partial write of line protocol occurred');
    const data = bad.map(({ line, number, reason }) => ({
      original_line: line,
      line_number: number,
      error_message: reason,
    }));
    this.body = { error: this.message, data };
  }
}
