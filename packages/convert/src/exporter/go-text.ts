/** A piece of a Go template: text, or an action with its braces. */
export interface Piece {
  readonly kind: 'text' | 'action';
  readonly text: string;
}

/** Between `{{` and `}}`: comments, texts in any of Go's quotes, and everything else. */
const action =
  /\{\{(?:- )?\/\*[\s\S]*?\*\/(?: -)?\}\}|\{\{(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|(?!\}\})[\s\S])*\}\}/g;

/** Takes a Go template apart; trim markers are applied to the text beside them. */
export function piecesOf(template: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let trim = false;
  const text = (until: number, trimEnd: boolean) => {
    const raw = template.slice(from, until);
    const started = trim ? raw.replace(/^[ \t\r\n]+/, '') : raw;
    const both = trimEnd ? started.replace(/[ \t\r\n]+$/, '') : started;
    if (both !== '') pieces.push({ kind: 'text', text: both });
  };
  for (const match of template.matchAll(action)) {
    const [whole] = match;
    text(match.index, /^\{\{-[ \t\r\n]/.test(whole));
    pieces.push({ kind: 'action', text: whole });
    from = match.index + whole.length;
    trim = /[ \t\r\n]-\}\}$/.test(whole);
  }
  text(template.length, false);
  return pieces;
}

/** Changes what is no action. */
export function changeText(template: string, change: (text: string) => string): string {
  let from = 0;
  let changed = '';
  for (const match of template.matchAll(action)) {
    changed += change(template.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return changed + change(template.slice(from));
}

/** An action's pipeline, when it is one that prints a value; undefined for control, variables, definitions and comments. */
export function pipelineOf(piece: Piece): string | undefined {
  const inner = piece.text
    .replace(/^\{\{(-\s)?/, '')
    .replace(/(\s-)?\}\}$/, '')
    .trim();
  const isControl = /^(if|else|end|range|with|define|block|template|break|continue|\/\*)\b|^\/\*/.test(inner);
  return piece.kind === 'text' || inner === '' || isControl || /:=|(^|\s)=\s/.test(inner) ? undefined : inner;
}

/** A Go expression that has a template's text as its value; undefined when the template does more than print values. */
export function expressionOf(template: string): string | undefined {
  const pieces = piecesOf(template);
  const pipelines = pieces.filter(({ kind }) => kind === 'action').map(pipelineOf);
  const values = pipelines.filter((one) => one !== undefined);
  if (values.length < pipelines.length) return undefined;
  const format = pieces.map(({ kind, text }) => (kind === 'action' ? '%v' : text.replaceAll('%', '%%'))).join('');
  if (values.length === 0) return JSON.stringify(pieces.map(({ text }) => text).join(''));
  return `printf ${JSON.stringify(format)} ${values.map((value) => `(${value})`).join(' ')}`;
}
