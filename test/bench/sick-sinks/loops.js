import { defineSink, Type } from '@kubeherald/sink-sdk';

/** Never gives its thread back. */
export default defineSink({
  name: 'loops',
  config: Type.Object({}),
  open: () => ({
    deliver: async () => {
      for (;;);
    },
  }),
});
