import { ConfigError, compileTemplate, type KubeEvent, type TemplateText } from '@kubeherald/sink-sdk';
import { contentTypes, enveloped } from './cloud-event.ts';
import { kubeEventerBody } from './kube-eventer-body.ts';

/** What the body of a request is made of. */
export interface PayloadOptions {
  readonly batch: 'single' | 'array' | 'ndjson';
  readonly envelope: 'none' | 'cloudevents';
  readonly template?: TemplateText;
  readonly raw: boolean;
  /** `kube-eventer`: without a template, its default body. */
  readonly layout: 'event' | 'kube-eventer';
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the body of one event, and joins bodies into a batch. */
export interface Payload {
  readonly contentType: string;
  one(event: KubeEvent): string;
  many(bodies: readonly string[]): string;
}

const kubeEventerTemplate = { go: kubeEventerBody, compat: 'exact-if-valid' } as const;

const defaultTypes = { single: 'application/json', array: 'application/json', ndjson: 'application/x-ndjson' } as const;

/** Of JSON, and of a line of JSON for each event: `application/x-ndjson`, `application/jsonl`. */
const jsonType = /\b(?:nd)?json(?:l|lines)?\b/i;

/** Line ends outside of strings mean nothing in JSON, and inside they are escaped. */
const onOneLine = (body: string): string => body.replace(/[\r\n]+/g, ' ');

/**
 * @param warn takes what is wrong with a part of the template that not every event runs
 * @throws ConfigError for a template that cannot work, with its line and column
 */
export async function createPayload(options: PayloadOptions, warn: (message: string) => void): Promise<Payload> {
  const { batch, envelope, headers } = options;
  const types = envelope === 'cloudevents' ? contentTypes : defaultTypes;
  const given = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  const contentType = given === undefined ? types[batch] : (headers[given] ?? types[batch]);
  const json = jsonType.test(contentType);
  if (batch === 'array' && !json) {
    throw new ConfigError(
      `batch: array makes JSON, but headers say content-type ${contentType}; use batch: single or ndjson`,
    );
  }
  if (envelope === 'cloudevents' && !json) {
    throw new ConfigError(
      `envelope: cloudevents makes JSON, but headers say content-type ${contentType}; leave it out, and the right one is sent`,
    );
  }
  // kube-eventer's templates of plain text go out as they are, too, where nobody said that the body is JSON.
  const template = options.template ?? (options.layout === 'kube-eventer' ? kubeEventerTemplate : undefined);
  const plain = envelope === 'none' && given === undefined && isPlainGo(template);
  const data = await bodyOf(
    { ...options, ...(template === undefined ? {} : { template }) },
    (json && !plain) || batch !== 'single' ? 'json' : 'text',
    warn,
  );
  const render = envelope === 'none' ? data : (event: KubeEvent) => enveloped(event, data(event));
  return {
    contentType,
    one: batch === 'ndjson' ? (event) => onOneLine(render(event)) : render,
    many: batch === 'ndjson' ? (bodies) => `${bodies.join('\n')}\n` : (bodies) => `[${bodies.join(',')}]`,
  };
}

/** Whether a Go template's own text begins as no JSON does; an action says nothing of it. */
function isPlainGo(template: TemplateText | undefined): boolean {
  return typeof template === 'object' && !/^\s*(?:[["]|\{(?!\{))/.test(template.go);
}

async function bodyOf(
  options: PayloadOptions,
  mode: 'json' | 'text',
  warn: (message: string) => void,
): Promise<(event: KubeEvent) => string> {
  if (options.template !== undefined) return compileTemplate(options.template, { mode, name: 'template', warn });
  if (options.raw) return (event) => JSON.stringify(event);
  return (event) => {
    const { raw: _, ...rest } = event;
    return JSON.stringify(rest);
  };
}
