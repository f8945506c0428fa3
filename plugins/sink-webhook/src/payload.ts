import { ConfigError, compileTemplate, type KubeEvent } from '@kubeherald/sink-sdk';

/** What the body of a request is made of. */
export interface PayloadOptions {
  readonly batch: 'single' | 'array' | 'ndjson';
  readonly template?: string;
  readonly raw: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Makes the body of one event, and joins bodies into a batch. */
export interface Payload {
  readonly contentType: string;
  one(event: KubeEvent): string;
  many(bodies: readonly string[]): string;
}

const defaultTypes = { single: 'application/json', array: 'application/json', ndjson: 'application/x-ndjson' } as const;

/** Line ends outside of strings mean nothing in JSON, and inside they are escaped. */
const onOneLine = (body: string): string => body.replace(/[\r\n]+/g, ' ');

/**
 * @throws ConfigError for a template that cannot work, with its line and column
 */
export async function createPayload(options: PayloadOptions): Promise<Payload> {
  const { batch, headers } = options;
  const given = Object.keys(headers).find((name) => name.toLowerCase() === 'content-type');
  const contentType = given === undefined ? defaultTypes[batch] : (headers[given] ?? defaultTypes[batch]);
  const json = /\bjson\b|[+-]json\b/i.test(contentType);
  if (batch === 'array' && !json) {
    throw new ConfigError(
      `batch: array makes JSON, but headers say content-type ${contentType}; use batch: single or ndjson`,
    );
  }
  const render = await bodyOf(options, json || batch !== 'single' ? 'json' : 'text');
  return {
    contentType,
    one: batch === 'ndjson' ? (event) => onOneLine(render(event)) : render,
    many: batch === 'ndjson' ? (bodies) => `${bodies.join('\n')}\n` : (bodies) => `[${bodies.join(',')}]`,
  };
}

async function bodyOf(options: PayloadOptions, mode: 'json' | 'text'): Promise<(event: KubeEvent) => string> {
  if (options.template !== undefined) return compileTemplate(options.template, { mode, name: 'template' });
  if (options.raw) return (event) => JSON.stringify(event);
  return (event) => {
    const { raw: _, ...rest } = event;
    return JSON.stringify(rest);
  };
}
