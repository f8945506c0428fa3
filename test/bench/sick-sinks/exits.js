import { defineSink, Type } from '@kubeherald/sink-sdk';

/** Ends its thread on every call. */
export default defineSink({
  name: 'exits',
  config: Type.Object({}),
  open: () => ({
    deliver: async () => {
      process.exit(3);
    },
  }),
});
