export type { Users } from './access.ts';
export { type ElasticsearchOptions, type ElasticsearchStandIn, elasticsearch } from './server.ts';
export type { Index } from './store.ts';
