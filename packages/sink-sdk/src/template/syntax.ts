import type Handlebars from 'handlebars';

// The types of handlebars give every node the open type `string`, so each kind needs a guard of its own.
type Nodes = ReturnType<typeof Handlebars.parse>;
export type Program = Nodes;
export type Statement = Program['body'][number];
type Mustache = Parameters<Handlebars.Visitor['MustacheStatement']>[0];
type Block = Parameters<Handlebars.Visitor['BlockStatement']>[0];
type Content = Parameters<Handlebars.Visitor['ContentStatement']>[0];
type Text = Parameters<Handlebars.Visitor['StringLiteral']>[0];
type Call = Parameters<Handlebars.Visitor['SubExpression']>[0];
export type Path = Parameters<Handlebars.Visitor['PathExpression']>[0];
export type Expression = Mustache['params'][number];
export type Hash = Mustache['hash'];
export type { Block, Call, Content, Mustache };

interface Node {
  readonly type: string;
}

export const isContent = (node: Node): node is Content => node.type === 'ContentStatement';
export const isMustache = (node: Node): node is Mustache => node.type === 'MustacheStatement';
export const isBlock = (node: Node): node is Block => node.type === 'BlockStatement';
export const isComment = (node: Node): boolean => node.type === 'CommentStatement';
export const isCall = (node: Node): node is Call => node.type === 'SubExpression';
export const isText = (node: Node): node is Text => node.type === 'StringLiteral';
export const isPath = (node: Node): node is Path => node.type === 'PathExpression';
