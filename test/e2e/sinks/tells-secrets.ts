import { ConfigError, defineSink, RejectedError, RetryableError, secret, Type } from '@kubeherald/sink-sdk';

/** Shows its credentials wherever a sink can show something: when it opens, or for an event whose message says how. */
export default defineSink({
  name: 'tells-secrets',
  config: Type.Object({ token: Type.String(), password: secret(), opens: Type.Boolean({ default: true }) }),
  open: ({ token, password, opens }, { log }) => {
    const basic = Buffer.from(`user:${password}`).toString('base64');
    const all = `${token} ${password} ${basic}`;
    if (!opens) throw new ConfigError(`nobody knows ${all}`);
    return {
      deliver: async ({ events }) => {
        log.warn({ headers: { authorization: basic }, token, password }, `uses ${all}`);
        for (const { message } of events) {
          if (message === 'refuse') throw new RejectedError(`refused ${all}`);
          if (message === 'hold') throw new RetryableError(`held ${all}`);
        }
      },
    };
  },
});
