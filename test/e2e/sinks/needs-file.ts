import { appendFileSync, existsSync } from 'node:fs';
import { ConfigError, defineSink, Type } from '@kubeherald/sink-sdk';

/** Writes the id of each event to `to`, a line each; cannot work without the file `needs`. */
export default defineSink({
  name: 'needs-file',
  config: Type.Object({ needs: Type.Optional(Type.String()), to: Type.String() }),
  open: ({ needs, to }) => {
    if (needs !== undefined && !existsSync(needs)) throw new ConfigError(`the file ${needs} is missing; write it`);
    return {
      deliver: async ({ events }) => appendFileSync(to, events.map(({ id }) => `${id}\n`).join('')),
    };
  },
});
