/** Characters kept of what is written before the next line of the log: V8's last words, with their stack, are 4000. */
const longest = 8192;
/** Milliseconds in which what is written becomes one line: V8 writes its last words piece by piece. */
const togetherMs = 200;

/** What a process writes to its standard error past console and process.stderr: V8's last words, native code. */
export interface NativeOutput {
  take(text: string): void;
  /** Hands over what is left. */
  flush(): void;
}

/** Gathers such output into few, bounded pieces and gives each to `write`. */
export function gatherOutput(write: (text: string) => void): NativeOutput {
  let kept = '';
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const text = kept.trim();
    if (text !== '') write(dropped === 0 ? text : `${text} … (${dropped} more characters)`);
    kept = '';
    dropped = 0;
  };
  return {
    flush,
    take(text) {
      const fits = text.slice(0, longest - kept.length);
      kept += fits;
      dropped += text.length - fits.length;
      timer ??= setTimeout(flush, togetherMs).unref();
    },
  };
}
