import type { ByteString } from '../text/bytes.ts';
import type { NumberConstant } from './number.ts';

interface NodeBase {
  /** The byte of the template at which errors place it. */
  readonly position: number;
}

export interface TextNode extends NodeBase {
  readonly kind: 'text';
  readonly text: ByteString;
}
export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly nodes: Statement[];
}
export interface ActionNode extends NodeBase {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}
export interface BranchNode extends NodeBase {
  readonly kind: 'if' | 'range' | 'with';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly otherwise: ListNode | undefined;
}
export interface TemplateNode extends NodeBase {
  readonly kind: 'template';
  readonly name: ByteString;
  readonly pipe: PipeNode | undefined;
}
export interface JumpNode extends NodeBase {
  readonly kind: 'break' | 'continue';
}
/** What a template's text consists of. */
export type Statement = TextNode | ActionNode | BranchNode | TemplateNode | JumpNode;

export interface PipeNode extends NodeBase {
  readonly kind: 'pipe';
  readonly assigns: boolean;
  readonly declared: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}
export interface CommandNode extends NodeBase {
  readonly kind: 'command';
  readonly words: readonly [Operand, ...Operand[]];
}
export interface IdentifierNode extends NodeBase {
  readonly kind: 'identifier';
  readonly name: ByteString;
}
export interface FieldNode extends NodeBase {
  readonly kind: 'field';
  readonly names: readonly ByteString[];
}
export interface VariableNode extends NodeBase {
  readonly kind: 'variable';
  readonly name: ByteString;
  readonly fields: readonly ByteString[];
}
export interface ChainNode extends NodeBase {
  readonly kind: 'chain';
  readonly start: Operand;
  readonly fields: readonly ByteString[];
}
export interface LiteralNode extends NodeBase {
  readonly kind: 'dot' | 'nil';
}
export interface BoolNode extends NodeBase {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  readonly number: NumberConstant;
}
export interface StringNode extends NodeBase {
  readonly kind: 'string';
  /** As the template writes it, with its quotes. */
  readonly literal: ByteString;
  readonly value: ByteString;
}
/** What a command consists of. */
export type Operand =
  | IdentifierNode
  | FieldNode
  | VariableNode
  | ChainNode
  | LiteralNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

export type Node = Statement | ListNode | CommandNode | Operand;
