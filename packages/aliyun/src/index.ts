export type { AccessKey } from './access-key.ts';
export { createIdentity, type Identity, type IdentityOptions } from './identity.ts';
export { aliyunOptions } from './options.ts';
