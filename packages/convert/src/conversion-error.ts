/** An input that cannot be converted: each fault is a line with file:line:col, what was expected, and what to do. */
export class ConversionError extends Error {
  override readonly name = 'ConversionError';
  readonly code = 'KH_CONVERT_INPUT';
  readonly faults: readonly string[];
  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.faults = faults;
  }
}
