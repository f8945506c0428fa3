import { Command, InvalidArgumentError } from 'commander';
import { onceEvents } from '../demo/once.ts';

/** `kubeherald demo`: the daemon on a simulated cluster, with a log sink on this terminal and a webhook sink. */
export function demoCommand(finish: (code: number) => void): Command {
  return new Command('demo')
    .description('run the daemon on a simulated cluster and show its events here')
    .option('--once', `end with exit 0 after the first ${onceEvents} events reached both sinks`)
    .option('--rate <events>', 'events a second', positive, 5)
    .option('--port <port>', 'of the admin API; 0 chooses a free one', port, 8084)
    .action(async (options: { once?: true; rate: number; port: number }) => {
      // The daemon loads the commands too, and shall not carry a simulator.
      const { demo } = await import('../demo/demo.ts');
      finish(await demo(options.once === true, options.rate, options.port));
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('expected a number above 0, such as 5');
  return value;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('expected a port, 0 to 65535');
  return value;
}
