export type { AppEncryption, Phone, Shown } from './phone.ts';
export { type BarkOptions, type BarkServer, type Handled, startBark } from './server.ts';
