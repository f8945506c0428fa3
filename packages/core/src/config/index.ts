export { faultLine, inOrder, type Place, type Places } from './places.ts';
export type { ReadConfig } from './read.ts';
export { readConfigAside } from './read-aside.ts';
export { compareConfigs, type SinkChanges, watchConfig } from './reload.ts';
export type { Config, SinkConfig, StartSetting } from './resolved.ts';
export { type Start, startOf } from './start-of.ts';
