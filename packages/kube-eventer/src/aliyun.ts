import type { Environment } from './environment.ts';
import { goBoolean } from './go-values.ts';
import type { Parameters } from './parameters.ts';

/** Options that sinks of Aliyun share, and the lines about them. */
export interface AliyunOptions {
  readonly options: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
  readonly secrets: readonly string[];
}

/** The access key: each half from the URI, or else from the environment. */
export function accessKeyOf(parameters: Parameters, environment: Environment): AliyunOptions {
  const id = parameters.first('accessKeyId') || environment.AccessKeyId || '';
  const secret = parameters.first('accessKeySecret') || environment.AccessKeySecret || '';
  if (id !== '' && secret !== '') {
    return { options: { accessKeyId: id, accessKeySecret: secret }, notes: [], secrets: [secret] };
  }
  const missing = id === '' ? 'accessKeyId' : 'accessKeySecret';
  return {
    options: {},
    notes:
      id === secret
        ? []
        : [
            `${missing} is not given, so the other half of the AccessKey is not used either: the key comes from /var/addon/token-config or the RAM role of the machine`,
          ],
    secrets: [],
  };
}

/** Whether the address inside the VPC is used; what is neither true nor false counts as true. */
export function internalOf(parameters: Parameters): AliyunOptions {
  const text = parameters.first('internal') ?? 'true';
  const value = goBoolean(text);
  return {
    options: { internal: value ?? true },
    notes:
      value === undefined
        ? [`internal=${text} is neither true nor false and is taken for true, as with kube-eventer`]
        : [],
    secrets: [],
  };
}
