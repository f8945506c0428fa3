import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { type Place, type Places, pointer } from './places.ts';

/** Something wrong with the file's YAML. */
export interface YamlFault extends Place {
  readonly message: string;
}

/** A parsed file. `scalars` lets strings be replaced before `value()` is read. */
export interface ParsedYaml {
  readonly faults: readonly YamlFault[];
  readonly places: Places;
  /** Replaces every string by what `replace` makes of it. */
  replaceStrings(replace: (text: string, pointer: string) => string): void;
  value(): unknown;
}

/** Parses YAML 1.2, keeping the place of everything. Duplicate keys and alias bombs are faults. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults = [...document.errors, ...document.warnings].map((error) => ({
    ...place(error.pos[0]),
    message: error.message.replace(/ at line \d+, column \d+:?[\s\S]*$/, ''),
  }));
  const places = new Map<string, Place>();
  walk(document, (path, offset) => places.set(path, place(offset)));
  return {
    faults,
    places,
    replaceStrings: (replace) => replaceStrings(document.contents, '', replace),
    value: () => document.toJS({ maxAliasCount: 100 }),
  };
}

function walk(document: Document.Parsed, found: (path: string, offset: number) => void): void {
  const visit = (node: unknown, path: string) => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (!isScalar(key)) continue;
        const inner = pointer(path, String(key.value));
        found(inner, key.range?.[0] ?? 0);
        visit(value, inner);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        const inner = pointer(path, index);
        if (typeof item === 'object' && item !== null && 'range' in item && Array.isArray(item.range))
          found(inner, Number(item.range[0]));
        visit(item, inner);
      });
    }
  };
  found('', document.contents?.range?.[0] ?? 0);
  visit(document.contents, '');
}

function replaceStrings(node: unknown, path: string, replace: (text: string, pointer: string) => string): void {
  if (isMap(node)) {
    for (const { key, value } of node.items)
      replaceStrings(value, pointer(path, isScalar(key) ? String(key.value) : '?'), replace);
  } else if (isSeq(node)) {
    node.items.forEach((item, index) => {
      replaceStrings(item, pointer(path, index), replace);
    });
  } else if (isScalar(node) && typeof node.value === 'string') {
    node.value = replace(node.value, path);
  }
}
