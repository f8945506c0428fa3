import { compile, kubernetesEvent, sprig, TemplateError } from '@kubeherald/go-template';
import { ConfigError } from '../errors.ts';
import type { KubeEvent } from '../event.ts';
import { normaliseEvent } from '../normalise.ts';
import type { Template, TemplateOptions } from './compile.ts';
import { coreEvent } from './core-event.ts';
import { templateFault } from './fault.ts';
import { jsonFault } from './json-fault.ts';
import { sampleContext, sampleEvents } from './samples.ts';
import type { GoTemplateText } from './text.ts';

/** Sprig's `slice` would hide Go's own, which takes strings too and makes the same of lists. */
const functions = new Map([...sprig].filter(([name]) => name !== 'slice'));

/**
 * Compiles a Go template once, with Go's own functions and sprig's. Its context must be an event with `raw` and `time`; the template sees
 * the `*v1.Event` of k8s.io/api.
 * @throws ConfigError with line and column (counted as Go does: bytes, from 0), when the template cannot work
 */
export function compileGoTemplate(text: GoTemplateText, options: TemplateOptions): Template {
  const { name = 'template', mode, zone } = options;
  const { compat = 'json-safe' } = text;
  const renderer = (how: 'json-safe' | 'exact') => {
    const compiled = inWords(name, () =>
      compile(text.go, { name, functions, compat: how, ...(zone === undefined ? {} : { zone }) }),
    );
    return (event: Shown) => compiled.render(kubernetesEvent(coreEvent(event, how === 'exact')));
  };
  const exact = compat !== 'json-safe';
  const render = compat === 'exact-if-valid' ? exactIfValid(renderer) : renderer(compat);
  const samples = options.samples === undefined ? defaultSamples() : options.samples.filter(isEvent);
  for (const output of trialsOf(name, render, samples, options.warn)) {
    const fault = mode === 'json' && !exact ? jsonFault(output) : undefined;
    if (fault) throw new ConfigError(`${name}: ${notJson(output, fault)}`);
  }
  return (context) => {
    if (!isEvent(context)) {
      throw new ConfigError(
        `${name}: a Go template renders one event, and this is none; use a handlebars template here`,
      );
    }
    return inWords(name, () => render(context));
  };
}

/** kube-eventer's bytes, but where they are broken JSON and values that are made safe mend it. */
function exactIfValid(renderer: (how: 'json-safe' | 'exact') => (event: Shown) => string): (event: Shown) => string {
  const [exact, safe] = [renderer('exact'), renderer('json-safe')];
  return (event) => {
    const output = exact(event);
    if (jsonFault(output) === undefined) return output;
    const mended = safe(event);
    return jsonFault(mended) === undefined ? mended : output;
  };
}

type Shown = Pick<KubeEvent, 'raw' | 'time'>;

/** As those of handlebars, but that of the first all is known that an event can say, and that one is of the other type. */
function defaultSamples(): readonly Shown[] {
  const [usual, ...others] = sampleEvents();
  const full = normaliseEvent({ ...usual?.raw, series }, sampleContext);
  const node = { kind: 'Node', name: 'node-1', uid: 'node-1' };
  const normal = { ...usual?.raw, type: 'Normal', reason: 'NodeReady', involvedObject: node };
  return [full, ...others, normaliseEvent(normal, sampleContext)];
}

/**
 * What the template makes of the samples. It must take one that says something. On others it may fail as Go's may, over a nil pointer
 * or an index, for no event may come that is so bare; a field that does not exist is a mistake, which may stand in a branch that no event
 * takes.
 */
function trialsOf(
  name: string,
  render: (event: Shown) => string,
  samples: readonly Shown[],
  warn: ((message: string) => void) | undefined,
): readonly string[] {
  const trials = samples.map((sample) => trialOf(render, sample));
  const saying = trials.filter((_, index) => Object.keys(samples[index]?.raw ?? {}).length > 0);
  const decisive = saying.length > 0 ? saying : trials;
  const failed = trials.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const mistake = failed.find(isMistake);
  const worst = mistake ?? failed[0];
  if (worst !== undefined && decisive.every(({ error }) => error !== undefined)) throw faultOf(name, worst);
  if (mistake !== undefined) {
    const fault = faultOf(name, mistake);
    if (warn === undefined) throw fault;
    const text = fault instanceof Error ? fault.message : String(fault);
    warn(`${text}: the template fails over the events that come there, as it does for some of the samples`);
  }
  return trials.flatMap(({ output }) => (output === undefined ? [] : [output]));
}

interface Trial {
  readonly output?: string;
  readonly error?: TemplateError;
}

function trialOf(render: (event: Shown) => string, sample: Shown): Trial {
  try {
    return { output: render(sample) };
  } catch (error) {
    if (error instanceof TemplateError) return { error };
    throw error;
  }
}

const series = { count: 3, lastObservedTime: '2026-01-02T03:04:05.000000Z' };

/** Errors that depend on the types alone, by the words of text/template's exec.go. */
const isMistake = ({ code, detail }: TemplateError) =>
  code !== 'GO_TEMPLATE_EXECUTION' ||
  /^can't evaluate field |is an unexported field|has arguments but|is not a method/.test(detail);

function isEvent(context: object): context is Shown {
  const raw: unknown = Reflect.get(context, 'raw');
  return typeof raw === 'object' && raw !== null && typeof Reflect.get(context, 'time') === 'string';
}

function inWords<Value>(name: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    throw faultOf(name, error);
  }
}

function faultOf(name: string, error: unknown): unknown {
  if (!(error instanceof TemplateError)) return error;
  const { line, column, at, detail } = error;
  if (line === undefined) return new ConfigError(`${name}: ${detail}`, { cause: error });
  const where = at === undefined ? '' : ` at <${at}>`;
  return templateFault(name, { line, column: column ?? 0 }, `${detail}${where}`, error);
}

function notJson(output: string, { offset, message }: { offset: number; message: string }): string {
  const before = output.slice(0, offset).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  return `the output is not JSON: ${message} in ${place} of what it makes of a sample event`;
}
