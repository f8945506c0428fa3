export { type SlackOptions, startSlack } from './slack.ts';
