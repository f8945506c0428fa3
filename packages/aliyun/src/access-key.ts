/** What requests to Aliyun are signed with. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** Of a temporary key (STS): sent with each request. */
  readonly securityToken?: string;
  /** Unix ms; Infinity: it holds until it is deleted. */
  readonly expiresAt: number;
}

export const isSameKey = (one: AccessKey, other: AccessKey): boolean =>
  one.id === other.id && one.secret === other.secret && one.securityToken === other.securityToken;
