import { defineSink, Type } from '@kubeherald/sink-sdk';

/** Takes ten seconds for each batch. */
export default defineSink({
  name: 'slow',
  config: Type.Object({}),
  open: () => ({
    deliver: async () => {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
    },
  }),
});
