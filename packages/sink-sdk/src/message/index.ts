export { composeMessage } from './compose.ts';
export { type Composer, createComposer, type MessageConfig } from './composer.ts';
export type { Limit } from './limit.ts';
export { type Markup, markdown, plain } from './markup.ts';
export { formatOption, messageOptions } from './options.ts';
export type { Severity } from './severity.ts';
export type { Message, MessageForm, MessageStyle } from './style.ts';
export type { Language } from './words.ts';
