import { createLog, startHost } from '@kubeherald/core';
import { Command } from 'commander';
import { collectStartUp } from '../memory.ts';
import { stopSignal } from '../stop-signal.ts';
import { version } from '../version.ts';

/** Where the image and the manifests put it. */
export const defaultConfigFile = '/etc/kubeherald/config.yaml';

/** `kubeherald run`: the daemon. SIGTERM and SIGINT stop it in good order, a second one at once; SIGHUP reopens log files. */
export function runCommand(finish: (code: number) => void, exitNow: (code: number) => void): Command {
  return new Command('run')
    .description('run the daemon')
    .option('-c, --config <file>', 'the config file', defaultConfigFile)
    .action(async (options: { config: string }) => {
      // A signal that comes while the daemon starts stops it as soon as it has: what it opened has to be closed.
      const stop = stopSignal();
      const host = await startHost({ configFile: options.config, version, log: createLog() });
      void collectStartUp(host);
      process.on('SIGHUP', () => void host.reopen());
      const { reason, code } = await Promise.race([
        stop.then((signal) => ({ reason: signal, code: 0 })),
        host.failed.then((fault) => ({ reason: fault, code: 1 })),
      ]);
      // From here a second signal means: now. Nothing durable is lost by it.
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => exitNow(130));
      await host.stop(reason);
      finish(code);
    });
}
