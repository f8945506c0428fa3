export { fingerprint, namedFiles } from './named-files.ts';
export { type NamedFault, namedOption } from './named-option.ts';
export { faultLine, inOrder, type Place, type Places, stepsOf } from './places.ts';
export type { GivenSettings, ReadConfig } from './read.ts';
export { readConfigAside } from './read-aside.ts';
export { type ConfigTaker, compareConfigs, contentDigest, type SinkChanges, watchConfig } from './reload.ts';
export type { Config, SinkConfig, StartSetting } from './resolved.ts';
export { type Start, startOf } from './start-of.ts';
