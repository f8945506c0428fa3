import { TemplateError } from '../template-error.ts';
import { DataMismatch } from './present.ts';
import { UnpresentableData } from './present-plain.ts';

/** Runs something that makes Go values of data, and turns what it says of the data into a TemplateError. */
export function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof DataMismatch || error instanceof UnpresentableData) {
      throw new TemplateError('GO_TEMPLATE_DATA', error.message, {}, { cause: error });
    }
    // the only RangeError that can come is the end of the stack
    if (error instanceof RangeError) {
      throw new TemplateError('GO_TEMPLATE_DATA', 'the data nests too deeply', {}, { cause: error });
    }
    throw error;
  }
}
