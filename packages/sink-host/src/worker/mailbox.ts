/** Runs tasks one after the other, in the order in which they came. */
export type Mailbox = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** A mailbox with nothing in it. */
export function createMailbox(): Mailbox {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    const settled = () => undefined;
    // Whoever sent the task gets its error; the next task only waits for its end.
    last = result.then(settled, settled);
    return result;
  };
}
