import { isFields } from './fields.ts';
import { millisecondsOf } from './limited-duration.ts';
import { pointer } from './places.ts';

/** Of the schema's `retry.max`, for a sink that gives only the first. */
const defaultMax = '60s';

/** Retries whose first wait is longer than the longest; `written` is a config that need not be sound. */
export function retryFaults(written: Readonly<Record<string, unknown>>): { path: string; message: string }[] {
  const sinks = Array.isArray(written.sinks) ? written.sinks : [];
  return sinks.flatMap((sink: unknown, index) => {
    if (!isFields(sink) || !isFields(sink.retry)) return [];
    const { initial, max = defaultMax } = sink.retry;
    const waits = [initial, max].map(millisecondsOf);
    const [first = 0, longest = first] = waits;
    if (first <= longest) return [];
    const path = pointer(pointer('/sinks', index), 'retry');
    return [
      sink.retry.max === undefined
        ? { path: `${path}/initial`, message: `must not be longer than max, which is ${defaultMax} unless it is given` }
        : { path: `${path}/max`, message: `must not be shorter than initial (${String(initial)})` },
    ];
  });
}
