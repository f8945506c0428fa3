import { chatServiceOf } from '../chat-services.ts';
import { headersOf } from '../headers.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { Parameters } from '../parameters.ts';
import type { SinkUri } from '../sink-uri.ts';
import { validUrl } from '../valid-url.ts';
import { webhookFilter } from '../webhook-filters.ts';

/** What an HTTP method may consist of (RFC 9110 §9.1). */
const methodName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const usualMethods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']);

/** `webhook:<URL>`: the URL is requested whole, control parameters included, as kube-eventer does. */
export function mapWebhook({ url, text, parameters }: SinkUri): MappedSink {
  if (url.host === '') throw new UnusableSinkError('the URI has no host; expected webhook:https://host/path');
  if (!/^https?$/.test(url.scheme)) {
    throw new UnusableSinkError(
      `the scheme "${url.scheme}" is not known; expected webhook:http://… or webhook:https://…`,
      { goesOn: true },
    );
  }
  const [method, methodNotes] = methodOf(parameters);
  const { match, notes } = webhookFilter(parameters);
  const { headers, notes: headerNotes } = headersOf(parameters.all('header'));
  const [written = text] = text.split('#');
  const requested = validUrl(written);
  const configMap = parameters.first('custom_body_configmap') ?? '';
  const namespace = parameters.first('custom_body_configmap_namespace') || 'default';
  const service = chatServiceOf(url, method, configMap !== '');
  return {
    use: 'webhook',
    with: {
      url: requested,
      layout: 'kube-eventer',
      method,
      headers,
      // Without a text of its own the sink sends kube-eventer's default body.
      ...(configMap === ''
        ? {}
        : {
            template: { go: { configMap: { namespace, name: configMap, key: 'content' } }, compat: 'exact-if-valid' },
          }),
      ...(service === undefined ? {} : { answerCode: service.answerCode }),
    },
    match,
    notes: [
      ...notes,
      mendedNote,
      ...headerNotes,
      ...methodNotes,
      ...(service?.notes ?? []),
      ...(requested === written ? [] : [escapedNote]),
      ...(parameters.all('label').length === 0 ? [] : [labelNote]),
    ],
    secrets: Object.values(headers),
  };
}

const mendedNote =
  'where the body is JSON, messages with quotes, line ends and the like are sent as valid JSON; kube-eventer sends broken JSON then';
const escapedNote =
  'characters that no URL may have are sent as %xx; kube-eventer sends them as they are, which many servers answer with 400';
const labelNote =
  'label has no effect on a webhook, as with kube-eventer: write it into the body of custom_body_configmap';

function methodOf(parameters: Parameters): readonly [method: string, notes: readonly string[]] {
  const written = parameters.first('method') || 'GET';
  if (!methodName.test(written)) {
    throw new UnusableSinkError(`method=${written} is no HTTP method; expected one such as POST`, { goesOn: true });
  }
  const method = usualMethods.has(written.toUpperCase()) ? written.toUpperCase() : written;
  const notes = [];
  if (method !== written)
    notes.push(`the method is ${method}; kube-eventer sends ${written}, which servers do not know`);
  if (method === 'GET' || method === 'HEAD')
    notes.push(
      `the method is ${method}, with a body, which most receivers do not read, as with kube-eventer: write method=POST`,
    );
  return [method, notes];
}
