import { createLog, exampleEvents, parseEvents, rehearseSink, renderTemplate } from '@kubeherald/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { readText } from '../event-input.ts';
import { defaultConfigFile } from './run.ts';

interface Options {
  readonly go?: string;
  readonly handlebars?: string;
  readonly sink?: string;
  readonly config: string;
  readonly event?: string;
  readonly zone?: string;
  readonly compat: 'json-safe' | 'exact' | 'exact-if-valid';
  readonly cluster: string;
}

/** `kubeherald render`: what a template makes of events, or what a sink would send. Exit 65: the template cannot work. */
export function renderCommand(): Command {
  const command = new Command('render')
    .description('print what a template makes of events, or what a sink of the config would send; nothing is sent')
    .addOption(new Option('--go <file>', 'a Go template; - is standard input').conflicts(['handlebars', 'sink']))
    .addOption(new Option('--handlebars <file>', 'a handlebars template; - is standard input').conflicts('sink'))
    .option('--sink <name>', 'name of a sink in the config')
    .option('-c, --config <file>', 'the config file, for --sink', defaultConfigFile)
    .option(
      '--event <file>',
      'Events of core/v1 or events.k8s.io/v1: one, a List, or a JSON object a line; - is standard input. Default: examples',
    )
    .option('--zone <name>', "time zone by its IANA name, such as Asia/Shanghai; default: the process's (TZ)", zone)
    .addOption(
      new Option(
        '--compat <mode>',
        'of a Go template; exact: the bytes that kube-eventer sends; exact-if-valid: what a --sink=webhook sends',
      )
        .choices(['json-safe', 'exact', 'exact-if-valid'])
        .default('json-safe'),
    )
    .option('--cluster <name>', "the cluster's name, for a handlebars template", 'default');
  return command.action(async (options: Options) => {
    const { go, handlebars, sink, event, zone: named } = options;
    const file = go ?? handlebars;
    if (file === undefined && sink === undefined)
      command.error('error: expected one of --go FILE, --handlebars FILE and --sink NAME');
    if (file === '-' && event === '-') command.error('error: only one of template and event can be standard input');
    // Before anything shows a time: sinks and handlebars have the zone of the process.
    if (named !== undefined) process.env.TZ = named;
    const given = event === undefined ? undefined : await parseEvents(nameOf(event), await readText(event));
    if (sink !== undefined) {
      await showRequests(options.config, sink, given === undefined ? exampleEvents.map((one) => [one]) : [given]);
      return;
    }
    if (file === undefined) return;
    const { compat, cluster } = options;
    const text = await readText(file);
    const language = go === undefined ? 'handlebars' : 'go';
    const outputs = await renderTemplate(
      { language, text, name: nameOf(file), compat, cluster, ...(named === undefined ? {} : { zone: named }) },
      given ?? exampleEvents,
    );
    // Of one event exactly what the template gives; of several a line end between them.
    process.stdout.write(outputs.join('\n'));
    if (language === 'go' && isMeantAsJson(text)) {
      for (const [index, output] of outputs.entries()) warnUnlessJson(output, `${nameOf(file)}, event ${index + 1}`);
    }
  });
}

/** Whether the template's own text is an object or a list with a string in it; `[{{ .Type }}] {{ .Message }}` is meant for people. */
const isMeantAsJson = (text: string): boolean => text.includes('"') && /^\s*(?:\[.*\]|\{(?!\{).*\})\s*$/s.test(text);

/** Handlebars is refused over it; Go's values outside of JSON's strings are whatever they are, so that their author has to hear of it. */
function warnUnlessJson(output: string, where: string): void {
  try {
    JSON.parse(output);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    process.stderr.write(
      `warning: ${where}: the template looks like JSON, but this is none: ${error.message.replace(/\s+/g, ' ')}. Write {{ toJson .Field }} where a value stands outside of quotes, or "{{ .Field }}"\n`,
    );
  }
}

/** Bodies to standard output, to the letter; what they are sent as to standard error. */
async function showRequests(configFile: string, sink: string, batches: Parameters<typeof rehearseSink>[0]['batches']) {
  const requests = await rehearseSink({ configFile, sink, batches, log: createLog('warn') });
  for (const [index, { method, url, contentType, body }] of requests.entries()) {
    process.stderr.write(`${method} ${url}${contentType === '' ? '' : ` ${contentType}`}\n`);
    if (index > 0) process.stdout.write('\n');
    process.stdout.write(body);
  }
}

const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

function zone(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError('Expected a time zone by its IANA name, such as Asia/Shanghai.');
  }
}
