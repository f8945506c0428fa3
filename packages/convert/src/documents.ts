import { type Document, isNode, isScalar, LineCounter, parseAllDocuments } from 'yaml';
import { ConversionError } from './conversion-error.ts';
import { Part, type Path } from './part.ts';

/** More than any manifest repeats of itself; beyond it a small file can become a huge one. */
const mostAliases = 100;

/**
 * Reads YAML, of several documents too, or JSON. Empty documents are left out.
 * @param name what faults call it
 * @throws ConversionError with the place of everything that is no YAML
 */
export function readDocuments(name: string, text: string): readonly Part[] {
  return documentsAt(text, (line, column) => `${name}:${line}:${column}`);
}

/** Documents in a text that stands in another one, such as the config in a ConfigMap: places are those of the outer file. */
export function readInnerDocuments(name: string, outer: string, part: Part): readonly Part[] {
  const lines = new LineCounter();
  const node = nodeAt(
    parseAllDocuments(outer, { lineCounter: lines, merge: true }).filter((one) => !isEmpty(one)),
    part,
  );
  const literal = isScalar(node) && node.type === 'BLOCK_LITERAL' && node.range ? node.range : undefined;
  if (literal === undefined) return documentsAt(part.text(), () => part.place);
  const header = lines.linePos(literal[0]).line;
  const indent = /\n+( *)/.exec(outer.slice(literal[0]))?.[1]?.length ?? 0;
  return documentsAt(part.text(), (line, column) => `${name}:${header + line}:${column + indent}`);
}

/** The document that a part is of is not known to it; the place says it. */
function nodeAt(documents: readonly Document[], part: Part): unknown {
  const found = documents
    .map((document) => document.getIn(part.path, true))
    .filter((node) => isScalar(node) && node.value === part.value);
  return found[0];
}

function isEmpty(document: Document): boolean {
  return document.contents === null;
}

function documentsAt(text: string, say: (line: number, column: number) => string): readonly Part[] {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return say(Math.max(1, line), Math.max(1, col));
  };
  const documents: Document[] = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
    logLevel: 'error',
  });
  const faults = documents.flatMap(({ errors }) =>
    errors.map(({ pos, message }) => `${place(pos[0])}: ${message.replace(/ at line \d+, column \d+:?[\s\S]*$/, '')}`),
  );
  if (faults.length > 0) {
    const hint = chartHint(text);
    throw new ConversionError([...faults, ...(hint === '' ? [] : [hint])]);
  }
  return documents
    .filter((document) => !isEmpty(document))
    .map((document) => {
      const locate = (path: Path): string => {
        for (let length = path.length; length > 0; length--) {
          const node = document.getIn(path.slice(0, length), true);
          if (isNode(node) && node.range) return place(node.range[0]);
        }
        return place(document.contents?.range?.[0] ?? 0);
      };
      return new Part(document.toJS({ maxAliasCount: mostAliases }), [], locate);
    });
}

/** What to do with a file of a chart, which is no YAML before it is rendered; empty for any other text. */
export function chartHint(text: string): string {
  return /\{\{-? *(\.Values|\.Release|\.Chart|include|tpl|toYaml)\b/.test(text)
    ? 'this looks like the template of a chart: render it first, helm template … | kubeherald convert -'
    : '';
}
