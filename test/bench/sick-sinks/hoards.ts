import { appendFileSync, existsSync } from 'node:fs';
import { defineSink, Type } from '@kubeherald/sink-sdk';

/** Fills a Map until its heap is used up while the file `whileThere` is there; otherwise appends the ids of its events to a file. */
export default defineSink({
  name: 'hoards',
  config: Type.Object({
    whileThere: Type.String({ description: 'a file' }),
    output: Type.String({ description: 'a file, a line per event' }),
  }),
  open: ({ whileThere, output }) => ({
    async deliver({ events }) {
      if (existsSync(whileThere)) {
        const kept = new Map<number, number>();
        for (;;) kept.set(kept.size, kept.size);
      }
      appendFileSync(output, events.map(({ id }) => `${id}\n`).join(''));
    },
  }),
});
