import type { BodyCodes, Meaning } from '@kubeherald/sink-sdk';

const clock: Meaning = { kind: 'config', advice: "set this machine's clock: it is more than 15 minutes off" };
const quota: Meaning = { kind: 'retry', advice: 'the quota of a shard or of the project is used up' };
const rejected: Meaning = { kind: 'rejected' };
/** The status decides. */
const byStatus: Meaning = { kind: 'success' };

/**
 * What the codes of the API mean (help.aliyun.com/en/sls/developer-reference/error-codes-of-api-operations).
 * @param credential the options that the key comes of
 */
export function slsCodes(credential: string): BodyCodes {
  const wrongKey: Meaning = { kind: 'config', advice: `SLS does not accept the key: check ${credential}` };
  return {
    field: 'errorCode',
    message: 'errorMessage',
    success: [],
    texts: [
      [/denied by sts or ram/i, { kind: 'config', advice: 'the RAM policy must allow log:PostLogStoreLogs' }],
      [/quota exceed|qps exceed/i, quota],
    ],
    codes: {
      RequestTimeExpired: clock,
      RequestTimeTooSkewed: clock,
      Unauthorized: wrongKey,
      SignatureNotMatch: wrongKey,
      InvalidAccessKeyId: wrongKey,
      SecurityTokenExpired: wrongKey,
      ProjectNotExist: { kind: 'config', advice: 'check project, region and endpoint' },
      ProjectForbidden: { kind: 'config', advice: 'the project is stopped: is the account in arrears?' },
      LogStoreNotExist: { kind: 'config', advice: 'check logStore' },
      WriteQuotaExceed: quota,
      ShardWriteQuotaExceed: quota,
      ExceedQuota: quota,
      ServerBusy: { kind: 'retry' },
      InternalServerError: { kind: 'retry' },
      RequestTimeout: { kind: 'retry' },
      PostBodyInvalid: rejected,
      PostBodyTooLarge: rejected,
      InvalidTimestamp: rejected,
    },
    otherwise: byStatus,
    // An acceptance has no body.
    absent: byStatus,
  };
}

const gateway: Meaning = { kind: 'config', advice: 'check endpoint, proxy and the key: this is no error code of SLS' };

/** Answers without a code that is known. */
export const statuses: Readonly<Record<number, Meaning>> = { 401: gateway, 403: gateway, 404: gateway, 405: gateway };
