import { truncate } from '../truncate.ts';

/** The text, or the longest beginning of it with an ellipsis, that `fits` takes; the shortest of them when it takes none. */
export function longestFitting(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text;
  const cut = (bytes: number) => truncate(text, bytes, { unit: 'bytes' });
  let [most, tooMany] = [0, Buffer.byteLength(text)];
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(cut(middle))) most = middle;
    else tooMany = middle;
  }
  return cut(most);
}
