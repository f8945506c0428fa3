export { type FeishuOptions, startFeishu } from './feishu.ts';
