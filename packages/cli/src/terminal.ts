/** Cells of the terminal that a stream writes to; undefined when it is none: then nothing is wrapped. */
export function widthOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  // Some terminals (emacs, CI) say 0.
  return stream.isTTY && stream.columns !== undefined && stream.columns > 0 ? stream.columns : undefined;
}
