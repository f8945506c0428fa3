/** UTF-16 units before and after a cut that are looked at; longer than any emoji, and than what people see as one character. */
const around = 64;

/** Below, every code unit but the two of a line end stands for a character of its own (Unicode UAX 29, GCB=Other or Control). */
const firstJoining = 0x300;

let segmenter: Intl.Segmenter | undefined;

/** Whether a character begins at `index` for sure, without asking what surrounds it. */
function plainlyBegins(text: string, index: number): boolean {
  const [before, after] = [text.charCodeAt(index - 1), text.charCodeAt(index)];
  if (!(before < firstJoining && after < firstJoining)) return false;
  // 00AE and 00A9 may begin an emoji, but what follows them to do so lies above.
  return !(before === 0x0d && after === 0x0a);
}

/**
 * The last place at or before `index` where a character begins as people see it: a grapheme cluster of Unicode (UAX 29). `index` lies on a
 * code point boundary, and is the answer too when no character begins after `least` and near it.
 */
export function characterStart(text: string, index: number, least = 0): number {
  if (index <= least || index >= text.length || plainlyBegins(text, index)) return index;
  let from = index - 1;
  const lowest = Math.max(least, index - around);
  while (from > lowest && !plainlyBegins(text, from)) from--;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const found = segmenter.segment(text.slice(from, index + around)).containing(index - from);
  const start = from + (found?.index ?? index - from);
  return start > least ? start : index;
}
