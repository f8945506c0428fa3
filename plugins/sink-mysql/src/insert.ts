import { type Refusal, RejectedError, RetryableError } from '@kubeherald/sink-sdk';

/** Stores rows, all of them or none. Throws one of the SDK's errors: RejectedError when a row is at fault. */
export type Put = (rows: readonly string[]) => Promise<void>;

/** Cuts rows into runs of at most `bytes` each; a larger row goes alone. */
export function runsOf(rows: readonly string[], bytes: number): readonly (readonly [from: number, to: number])[] {
  const runs: [number, number][] = [];
  let from = 0;
  let size = 0;
  for (const [index, row] of rows.entries()) {
    const length = Buffer.byteLength(row) + 2;
    if (index > from && size + length > bytes) {
      runs.push([from, index]);
      from = index;
      size = 0;
    }
    size += length;
  }
  if (from < rows.length) runs.push([from, rows.length]);
  return runs;
}

/**
 * Stores rows in their order, as few statements as possible. A statement that is refused for a row of it is halved until that row stands alone;
 * after any other failure nothing more is tried.
 * @returns refusals: the rows at fault, and those that are to come again
 * @throws the failure itself when it is the first row's
 */
export async function insertAll(rows: readonly string[], bytes: number, put: Put): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  // A stack of runs, the next one last.
  const waiting = [...runsOf(rows, bytes)].reverse();
  for (let run = waiting.pop(); run !== undefined; run = waiting.pop()) {
    const [from, to] = run;
    try {
      await put(rows.slice(from, to));
    } catch (error) {
      if (!RejectedError.is(error)) {
        if (from === 0) throw error;
        return [...refusals, ...later(error, from, rows.length)];
      }
      if (to - from === 1) {
        refusals.push({ index: from, error });
        continue;
      }
      const middle = from + Math.ceil((to - from) / 2);
      waiting.push([middle, to], [from, middle]);
    }
  }
  return refusals;
}

/** What was not stored for a reason that is no row's: all of it comes again; a wrong option shows with the next batch's first row. */
function later(error: unknown, from: number, to: number): readonly Refusal[] {
  const why = error instanceof Error ? error.message : String(error);
  const retryable = RetryableError.is(error) ? error : new RetryableError(why, { cause: error });
  return Array.from({ length: to - from }, (_, index) => ({ index: from + index, error: retryable }));
}
