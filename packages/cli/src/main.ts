import { Command } from 'commander';
import { checkCommand } from './commands/check.ts';
import { convertCommand } from './commands/convert.ts';
import { demoCommand } from './commands/demo.ts';
import { journalCommand } from './commands/journal.ts';
import { renderCommand } from './commands/render.ts';
import { runCommand } from './commands/run.ts';
import { sendCommand } from './commands/send.ts';
import { sinksCommand } from './commands/sinks.ts';
import { validateCommand } from './commands/validate.ts';
import { exitCodeOf, explain } from './failure.ts';
import { isKubeEventer } from './kube-eventer/is-kube-eventer.ts';
import { runAsKubeEventer } from './kube-eventer/run.ts';
import { version } from './version.ts';

/** Ends the process; the only place that does. A command resolves with its exit code. */
async function main(): Promise<void> {
  const asKubeEventer = isKubeEventer(process.argv);
  let code = 0;
  const finish = (result: number) => {
    code = result;
  };
  // `kubeherald journal dump … | head` closes the pipe early: that is no fault.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  if (asKubeEventer) {
    code = await runAsKubeEventer(process.argv, (now) => process.exit(now));
    return end(code);
  }
  const program = new Command('kubeherald')
    .description('Watches the Events of a Kubernetes cluster and delivers each to every destination that wants it.')
    .version(version)
    .showHelpAfterError()
    .addCommand(runCommand(finish, (now) => process.exit(now)))
    .addCommand(validateCommand(finish))
    .addCommand(checkCommand(finish))
    .addCommand(sendCommand(finish))
    .addCommand(renderCommand())
    .addCommand(sinksCommand(finish))
    .addCommand(convertCommand(finish))
    .addCommand(demoCommand(finish))
    .addCommand(journalCommand(finish));
  endHere(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(explain(error));
    code = exitCodeOf(error);
  }
  return end(code);
}

/** What a slow reader of a pipe has not taken yet would be dropped. */
async function end(code: number): Promise<never> {
  await Promise.all([process.stdout, process.stderr].map(written));
  process.exit(code);
}

/** commander would end the process itself, with 1 for a wrong command line. */
function endHere(command: Command): void {
  command.exitOverride();
  for (const inner of command.commands) endHere(inner);
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}

await main();
