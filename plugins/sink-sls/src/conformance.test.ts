import { conformance, fakeDestination, type ReceivedRequest } from '@kubeherald/sink-testkit';
import { readBody, readGroup } from '@kubeherald/stand-ins/sls';
import { describe } from 'vitest';

const sink = new URL('./index.ts', import.meta.url);

const logs = ({ headers, body }: ReceivedRequest) =>
  readGroup(readBody(headers, body)).logs.map(({ contents }) => ({ texts: Object.values(contents) }));

const says = (status: number, errorCode: string) => ({ reply: { status, body: { errorCode, errorMessage: 'no' } } });

/** Bytes of a log group that the sink is told to keep to. */
const requestBytes = 100_000;

describe.each(['lz4', 'zstd'] as const)('%s', (compression) => {
  conformance(sink, {
    destination: fakeDestination({
      read: logs,
      limits: {
        group: { max: requestBytes, unit: 'bytes', of: ({ headers, body }) => readBody(headers, body) },
      },
      answers: {
        'the quota of a shard': { ...says(403, 'ShardWriteQuotaExceed'), becomes: 'retry' },
        'the quota of writes': { ...says(403, 'WriteQuotaExceed'), becomes: 'retry' },
        busy: { ...says(503, 'ServerBusy'), becomes: 'retry' },
        'a wrong secret': { ...says(401, 'SignatureNotMatch'), becomes: 'misconfigured' },
        'a wrong clock': { ...says(400, 'RequestTimeExpired'), becomes: 'misconfigured' },
        'no such project': { ...says(404, 'ProjectNotExist'), becomes: 'misconfigured' },
        'no such Logstore': { ...says(404, 'LogStoreNotExist'), becomes: 'misconfigured' },
        // The halves of a request that was refused as a whole are sent again, to find the log that is to blame.
        'a body that it does not take': { ...says(400, 'PostBodyInvalid'), becomes: ['rejected', 'accepted'] },
        '400': { reply: { status: 400 }, becomes: ['rejected', 'accepted'] },
        '413': { reply: { status: 413 }, becomes: ['rejected', 'accepted'] },
        '422': { reply: { status: 422 }, becomes: ['rejected', 'accepted'] },
      },
    }),
    config: ({ url }) => ({
      project: 'k8s-log',
      logStore: 'k8s-event',
      endpoint: url,
      region: 'cn-hangzhou',
      accessKeyId: 'LTAI5tExampleKeyId',
      accessKeySecret: 'secret-0123456789abcdef',
      securityToken: 'security-token-0123456789',
      compression,
      requestBytes: `${requestBytes}`,
      proxy: 'none',
    }),
  });
});
