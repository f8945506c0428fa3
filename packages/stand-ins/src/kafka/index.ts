export { errorCodes } from './error-codes.ts';
export type { KafkaRecord } from './records.ts';
export { type Arrived, KafkaStandIn, type KafkaStandInOptions, type Play } from './server.ts';
