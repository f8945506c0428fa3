import { appendFileSync } from 'node:fs';
import { defineSink, Type } from '@kubeherald/sink-sdk';

/** Writes the id of each event to `to`, a line each; ends its thread when one of a batch has the reason `reason`. */
export default defineSink({
  name: 'breaks-on',
  config: Type.Object({ reason: Type.String(), to: Type.String() }),
  open: ({ reason, to }) => ({
    deliver: async ({ events }) => {
      if (events.some((event) => event.reason === reason)) process.exit(3);
      appendFileSync(to, events.map(({ id }) => `${id}\n`).join(''));
    },
  }),
});
