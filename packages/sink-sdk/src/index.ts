export { answerChannel, answered } from './answer.ts';
export { type CloudEvent, cloudEvent } from './cloud-event.ts';
export { defineSink, isSinkPlugin } from './define.ts';
export { ConfigError, RejectedError, RetryableError } from './errors.ts';
export type { Change, KubeEvent, RawEvent } from './event.ts';
export { grouped } from './grouped.ts';
export { createHttpClient, type HttpClient, type HttpRequest } from './http/client.ts';
export { joinHeaders } from './http/headers.ts';
export type { BodyCodes, Meaning } from './http/meaning.ts';
export { httpOptions, type TlsConnect, type TlsOptions, tlsConnect } from './http/options.ts';
export { type RehearsedRequest, requestChannel } from './http/rehearsal.ts';
export type { HttpReply } from './http/reply.ts';
export { normaliseEvent } from './normalise.ts';
export {
  bytes,
  type DurationRange,
  duration,
  language,
  parseBytes,
  parseDuration,
  secret,
  Type,
  zone,
} from './schema.ts';
export type {
  Batch,
  Call,
  Capabilities,
  Delivery,
  Logger,
  Manner,
  Refusal,
  Sink,
  SinkContext,
  SinkPlugin,
} from './sink.ts';
export { apiVersion } from './sink.ts';
export { compileTemplate } from './template/compile.ts';
export { type GoTemplateText, type TemplateText, templateOption } from './template/text.ts';
export { type Token, TokenCache } from './token.ts';
export { split, truncate } from './truncate.ts';
