import type { KubeEvent, Logger } from '@kubeherald/sink-sdk';
import { DeviceReport, type Results, verdictOf } from './devices.ts';
import type { Notification } from './notification.ts';
import type { Server } from './push.ts';

/**
 * Delivers batches: each notification to each device. What a device took of a batch that failed is not sent to it again when the batch
 * comes again: it would ring again.
 */
export function createDelivery(
  notificationsOf: (events: readonly KubeEvent[]) => Iterable<Notification>,
  server: Pick<Server, 'push'>,
  deviceKeys: readonly string[],
  log: Logger,
): (events: readonly KubeEvent[], signal: AbortSignal) => Promise<void> {
  const report = new DeviceReport(log);
  /** What devices took of the last batch, when it failed: device and content. */
  let taken: ReadonlySet<string> = new Set();

  return async (events, signal) => {
    const now = new Set<string>();
    for (const { parameters, content } of notificationsOf(events)) {
      const markOf = (key: string) => `${key}\n${content}`;
      const open = deviceKeys.filter((key) => !taken.has(markOf(key)));
      const answers = await server.push(parameters, open, signal);
      const results: Results = deviceKeys.map((key) => answers[open.indexOf(key)]);
      for (const [index, key] of deviceKeys.entries()) if (results[index] === undefined) now.add(markOf(key));
      const failed = verdictOf(results);
      if (failed) {
        taken = now;
        throw failed;
      }
      report.note(results);
    }
    taken = new Set();
  };
}
