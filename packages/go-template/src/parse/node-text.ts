import type { ByteString } from '../text/bytes.ts';
import { quoteString } from '../text/quote.ts';
import type { CommandNode, Node, Operand, PipeNode, VariableNode } from './node.ts';

function variableText({ name, fields }: VariableNode): ByteString {
  return [name, ...fields].join('.');
}

function wordText(word: Operand): ByteString {
  return word.kind === 'pipe' ? `(${pipeText(word)})` : nodeText(word);
}

function commandText(command: CommandNode): ByteString {
  return command.words.map(wordText).join(' ');
}

function pipeText({ declared, assigns, commands }: PipeNode): ByteString {
  const names = declared.map(variableText).join(', ');
  const start = names === '' ? '' : `${names} ${assigns ? '=' : ':='} `;
  return start + commands.map(commandText).join(' | ');
}

/** How errors show a node: its source, with Go's spacing. */
export function nodeText(node: Node): ByteString {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'list':
      return node.nodes.map(nodeText).join('');
    case 'action':
      return `{{${pipeText(node.pipe)}}}`;
    case 'if':
    case 'range':
    case 'with': {
      const otherwise = node.otherwise === undefined ? '' : `{{else}}${nodeText(node.otherwise)}`;
      return `{{${node.kind} ${pipeText(node.pipe)}}}${nodeText(node.list)}${otherwise}{{end}}`;
    }
    case 'template':
      return `{{template ${quoteString(node.name)}${node.pipe === undefined ? '' : ` ${pipeText(node.pipe)}`}}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'pipe':
      return pipeText(node);
    case 'command':
      return commandText(node);
    case 'identifier':
      return node.name;
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return variableText(node);
    case 'chain':
      return [wordText(node.start), ...node.fields].join('.');
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.number.text;
    case 'string':
      return node.literal;
  }
}
