/**
 * Runs one call of a sink with a signal that aborts when `deadlineMs` have passed or `closing` aborts. It waits for the sink however long it takes:
 * ending one that does not listen is the host's part. One controller and a cleared timer instead of AbortSignal.timeout, whose timers
 * would outlive each call by the whole deadline.
 */
export async function withSignal<Result>(
  deadlineMs: number,
  closing: AbortSignal,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const expire = () => controller.abort(new DOMException(`not finished within ${deadlineMs} ms`, 'TimeoutError'));
  const close = () => controller.abort(closing.reason);
  const timer = setTimeout(expire, deadlineMs);
  closing.addEventListener('abort', close, { once: true });
  if (closing.aborted) close();
  try {
    return await call(controller.signal);
  } finally {
    clearTimeout(timer);
    closing.removeEventListener('abort', close);
  }
}
