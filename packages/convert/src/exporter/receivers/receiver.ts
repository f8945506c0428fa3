import type { Part } from '../../part.ts';

/** What a receiver becomes: a sink's `use` and `with`; or nothing, with what to do instead. */
export type MappedReceiver =
  | {
      readonly use: string;
      readonly with: Readonly<Record<string, unknown>>;
      readonly changes: readonly string[];
      readonly unexpressed: readonly string[];
    }
  | { readonly instead: string };

/** What a receiver's mapping knows of the config around it. */
export interface Surroundings {
  /** Empty when the config names none. */
  readonly clusterName: string;
}

/** Turns one kind of receiver into a sink. @throws ConversionError when the exporter could not read it */
export type ReceiverMapping = (part: Part, around: Surroundings) => MappedReceiver | Promise<MappedReceiver>;

/** Options of TLS, by the names that the exporter's receivers share (pkg/sinks/sink.go). */
export function tlsOf(tls: Part): Readonly<Record<string, unknown>> {
  const options = {
    ...optional('ca', tls.field('caFile').text()),
    ...optional('cert', tls.field('certFile').text()),
    ...optional('key', tls.field('keyFile').text()),
    ...optional('serverName', tls.field('serverName').text()),
    ...(tls.field('insecureSkipVerify').flag() ? { insecureSkipVerify: true } : {}),
  };
  return Object.keys(options).length === 0 ? {} : { tls: options };
}

/** The option, when there is a value. */
export function optional(name: string, value: string): Readonly<Record<string, string>> {
  return value === '' ? {} : { [name]: value };
}

/** A text that must be there. @throws ConversionError */
export function needed(part: Part, field: string): string {
  const text = part.field(field).text();
  if (text === '') throw part.fault(`${field} is missing; the exporter cannot send without it`);
  return text;
}

/** Headers, of which those that are templates are lost. */
export function headersOf(part: Part): {
  readonly headers: Readonly<Record<string, string>>;
  readonly unexpressed: readonly string[];
} {
  const written = part.field('headers').texts();
  const isTemplate = ([, value]: readonly [string, string]) => value.includes('{{');
  return {
    headers: Object.fromEntries(
      written.filter((one) => !isTemplate(one)).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    unexpressed: written
      .filter(isTemplate)
      .map(
        ([name]) =>
          `the header ${name} is a template, and headers are fixed here, so it is left out; put the value into the body`,
      ),
  };
}

/** Says that a sink writes events in one form only. */
export function layoutLost(part: Part, form: string): readonly string[] {
  return part.field('layout').given
    ? [
        `layout has no counterpart in this sink: ${form}. To send a body of your own, use the webhook sink, whose template can be one`,
      ]
    : [];
}
