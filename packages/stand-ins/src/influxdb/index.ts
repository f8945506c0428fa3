export { LineError, linesOf, type ParsedPoint, parseLine } from './line-protocol.ts';
export { type InfluxdbOptions, type InfluxdbStandIn, influxdb } from './server.ts';
export type { HeldPoint } from './store.ts';
