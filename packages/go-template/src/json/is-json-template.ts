import type { ListNode, Statement } from '../parse/node.ts';
import type { TemplateSet } from '../parse/parse.ts';
import type { ByteString } from '../text/bytes.ts';

/** Stands for what an action writes: a value outside strings, and harmless inside one. */
const PLACEHOLDER = '0';
// longer text is taken for what it is; templates that call each other could make it endless
const LONGEST_TEXT = 1_048_576;
const DEEPEST = 20;

/** The template's own text in its order, with a placeholder for each action. */
function literalText(list: ListNode, templates: TemplateSet, depth: number): ByteString {
  let text = '';
  for (const node of list.nodes) {
    text += statementText(node, templates, depth);
    if (text.length > LONGEST_TEXT) break;
  }
  return text;
}

function statementText(node: Statement, templates: TemplateSet, depth: number): ByteString {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'action':
      return node.pipe.declared.length > 0 ? '' : PLACEHOLDER;
    case 'if':
    case 'range':
    case 'with': {
      const otherwise = node.otherwise === undefined ? '' : literalText(node.otherwise, templates, depth);
      return literalText(node.list, templates, depth) + otherwise;
    }
    case 'template': {
      const list = templates.get(node.name);
      return list === undefined || depth >= DEEPEST ? PLACEHOLDER : literalText(list, templates, depth + 1);
    }
    default:
      return '';
  }
}

const STRING = /"(?:[^"\\]|\\.)*"/gs;

/**
 * Whether a template writes JSON: its own text begins as an object, a list or a lone string does, ends so too, and has
 * between its strings nothing but JSON's signs, numbers and words. Branches need not fit together, so commas are not counted.
 */
export function isJsonTemplate(main: ListNode | undefined, templates: TemplateSet): boolean {
  if (main === undefined) return false;
  const text = literalText(main, templates, 0).trim();
  const opening = text.charAt(0);
  if (opening === '"') return /^"(?:[^"\\]|\\.)*"$/s.test(text);
  const closes = opening === '{' ? '}' : ']';
  // without a string of its own there is nothing to protect, and `[{{ .Type }}]` may be meant for people
  if ((opening !== '{' && opening !== '[') || !text.endsWith(closes) || !text.includes('"')) return false;
  const between = text.replace(STRING, ' ');
  if (!/^[\s{}[\],:\d+\-.eEtrufalsn]*$/.test(between)) return false;
  const words = between.match(/[a-z]+/g) ?? [];
  return words.every((word) => word === 'true' || word === 'false' || word === 'null' || word === 'e');
}
