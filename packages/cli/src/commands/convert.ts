import { Argument, Command, Option } from 'commander';
import { exit } from '../failure.ts';
import { inputText } from '../input-text.ts';

interface Options {
  readonly from?: string;
  readonly keepSecrets?: true;
  readonly strict?: true;
}

/**
 * `kubeherald convert`: the config on standard output, what it cannot say on standard error. Exit 0; 1 with --strict when something
 * cannot be said; 66 when the input is none that can be converted.
 */
export function convertCommand(finish: (code: number) => void): Command {
  return new Command('convert')
    .description("turn kube-eventer's manifest or flags, or kubernetes-event-exporter's config, into a config of ours")
    .usage('[options] <file>\n       kubeherald convert [options] -- --source=… --sink=…')
    .addArgument(new Argument('<input...>', 'a file, - for standard input; or, behind --, the flags of kube-eventer'))
    .addOption(
      new Option('--from <program>', 'what the input is of; default: told by what it looks like').choices([
        'kube-eventer',
        'kubernetes-event-exporter',
      ]),
    )
    .option('--keep-secrets', 'leave tokens in the config, in place of ${env:NAME} and a Secret')
    .option('--strict', 'end with 1 when something could not be converted')
    .action(async (input: string[], options: Options, command: Command) => {
      // Loaded here: the daemon does without what only a conversion needs.
      const { ConversionError, convert, convertArguments, programs } = await import('@kubeherald/convert');
      const from = programs.find((program) => program === options.from);
      const how = { ...(from === undefined ? {} : { from }), keepSecrets: options.keepSecrets === true };
      const [first = '', ...more] = input;
      const isFlags = first.startsWith('-') && first !== '-';
      if (!isFlags && more.length > 0)
        command.error(
          `error: expected one file, found ${input.length}; convert them one by one, or cat them with --- between`,
        );
      try {
        const { yaml, unexpressed } = isFlags
          ? convertArguments(input, how)
          : await convert({ name: first === '-' ? 'standard input' : first, text: await textOf(first) }, how);
        process.stdout.write(yaml);
        process.stderr.write(unexpressed.map((line) => `not converted: ${line}\n`).join(''));
        finish(options.strict === true && unexpressed.length > 0 ? 1 : 0);
      } catch (error) {
        if (!(error instanceof ConversionError)) throw error;
        process.stderr.write(`${error.message}\n`);
        finish(exit.noInput);
      }
    });
}

async function textOf(file: string): Promise<string> {
  try {
    return await inputText(file);
  } catch (cause) {
    const { ConversionError } = await import('@kubeherald/convert');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConversionError(
      [`${file}: cannot be read (${reason}); name a manifest or config, or - for standard input`],
      { cause },
    );
  }
}
