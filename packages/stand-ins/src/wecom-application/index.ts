export { startWecomApplication, type WecomApplication, type WecomApplicationOptions } from './application.ts';
export type { Read } from './message.ts';
