/** Where in a JSON document the end of a literal piece of template lies. `escape`: after a backslash inside a string. */
export type TextState = 'outside' | 'string' | 'escape';

/** The state after `text`, and the offset of the quote that opened the string it ends in (-1: it was opened before `text`). */
export function afterText(state: TextState, text: string): { state: TextState; opened: number } {
  let current = state;
  let opened = -1;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (current === 'escape') current = 'string';
    else if (character === '"') {
      current = current === 'string' ? 'outside' : 'string';
      if (current === 'string') opened = index;
    } else if (character === '\\' && current === 'string') current = 'escape';
  }
  return { state: current, opened };
}
