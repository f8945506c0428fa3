import { defineSink } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { header, jsonLine, textLine } from './format.ts';
import { descriptorOutput, fileOutput } from './output.ts';

/** Events as lines on standard output or in a file. */
export default defineSink({
  name: 'log',
  config,
  capabilities: { ordered: true },
  open(options) {
    const output = options.path === undefined ? descriptorOutput() : fileOutput(options.path);
    const titled = options.format === 'text' && options.header;
    return {
      async deliver(batch, { signal }) {
        const lines = batch.events.map((event) =>
          options.format === 'json' ? jsonLine(event, options.raw) : textLine(event),
        );
        if (titled && output.isEmpty()) lines.unshift(header);
        await output.write(lines, signal);
      },
      async check() {
        output.isEmpty();
      },
      async reopen() {
        output.reopen();
      },
      async close() {
        output.close();
      },
    };
  },
});
