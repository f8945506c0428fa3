export { type Honeycomb, type HoneycombOptions, honeycomb } from './honeycomb.ts';
export type { ItemAnswer, Stored } from './item.ts';
