import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { defineSink, grouped, type KubeEvent, parseBytes } from '@kubeherald/sink-sdk';
import { config } from './config.ts';
import { deliverLines, type Item } from './deliver.ts';
import { endpointOf } from './endpoint.ts';
import { eventPoint } from './event-point.ts';
import { kubeEventerFieldsPoint, kubeEventerPoint } from './kube-eventer-point.ts';
import { lineOf } from './line.ts';
import { createServer } from './server.ts';

const compress = promisify(gzip);
const text = { 'content-type': 'text/plain; charset=utf-8' };

/** Events as points of InfluxDB 1, 2 or 3. */
export default defineSink({
  name: 'influxdb',
  config,
  capabilities: { idempotent: true, partial: true },
  // InfluxDB's advice for batches is 5,000 to 10,000 lines; what a batch holds in memory speaks for fewer.
  delivery: { maxEvents: 2000, maxBytes: 4_000_000 },
  async open(options, { log }) {
    const { rules } = endpointOf(options);
    const server = await createServer(options);
    const requestBytes = parseBytes(options.requestBytes);
    const pointOf = {
      event: eventPoint(options.measurement, options.tags),
      'kube-eventer': kubeEventerPoint(rules.fieldBytes),
      'kube-eventer-fields': kubeEventerFieldsPoint,
    }[options.layout];
    const itemOf = (event: KubeEvent, index: number): Item => {
      const cluster = options.clusterName ?? event.cluster;
      const line = `${lineOf(pointOf({ ...event, cluster }), rules)}\n`;
      return { index, text: line, bytes: Buffer.byteLength(line) };
    };
    const isGzip = options.compression === 'gzip';
    const headers = isGzip ? { ...text, 'content-encoding': 'gzip' } : text;
    return {
      async deliver({ events }, call) {
        if (events.length === 0) return undefined;
        return deliverLines(
          grouped(events.map(itemOf), { bytesOf: ({ bytes }) => bytes, mostBytes: requestBytes }),
          async (items) => {
            const body = items.map((item) => item.text).join('');
            return server.write(isGzip ? await compress(body) : body, items.length, headers, call);
          },
        );
      },
      async check(call) {
        const missing = await server.check(text, call);
        if (missing !== undefined) log.warn(`${missing}; the first delivery makes it: see that its name is right`);
      },
      close: () => server.close(),
    };
  },
});
