/**
 * Where kube-eventer sends broken JSON, ours is valid and says the same: then nothing differs but what escaping is about, which is
 * quotes, backslashes and control characters. @returns the recorded text when that is so, otherwise ours
 */
export function unmended(ours: string, recorded: string): string {
  if (!/^\s*[[{]/.test(recorded) || isJson(recorded) || !isJson(ours)) return ours;
  return withoutEscapes(ours) === withoutEscapes(recorded) ? recorded : ours;
}

/** Without what JSON escapes, escaped or not; `\x01` is how Go writes it. */
function withoutEscapes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes these
  return text.replace(/\\(?:[nrtbf"\\]|(?:u00|x)[01][0-9a-f])|["\\\u0000-\u001f]/g, '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
