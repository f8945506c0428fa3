export { readBody } from './body.ts';
export { type EcsMetadata, type EcsMetadataOptions, startEcsMetadata } from './ecs-metadata.ts';
export type { ReadGroup, ReadLog } from './log-group.ts';
export { readGroup } from './log-group.ts';
export { type Sls, type SlsFault, type SlsOptions, startSls } from './server.ts';
export type { SlsKey } from './signature.ts';
