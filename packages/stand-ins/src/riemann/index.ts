export type { Msg, RiemannEvent } from './message.ts';
export { type Play, type Received, Riemann, type RiemannOptions } from './server.ts';
