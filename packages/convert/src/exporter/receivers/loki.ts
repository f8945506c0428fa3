import { layoutExpression, templateFault } from '../layout.ts';
import { headersOf, needed, type ReceiverMapping, tlsOf } from './receiver.ts';

/** `loki`: the push API, a line per event, at the time of sending (pkg/sinks/loki.go). */
export const mapLoki: ReceiverMapping = async (part, { clusterName }) => {
  const { headers, unexpressed } = headersOf(part);
  const layout = part.field('layout');
  const expression = layout.given ? layoutExpression(layout.value, clusterName) : '.';
  const line = expression === undefined ? undefined : `{{ toJson ${expression} }}`;
  const fault = line === undefined ? 'a template in it does more than print values' : await templateFault(line);
  const labels = JSON.stringify(Object.fromEntries(part.field('streamLabels').texts()));
  const chosen = fault === undefined ? line : '{{ toJson . }}';
  return {
    use: 'webhook',
    with: {
      url: needed(part, 'url'),
      headers,
      ...tlsOf(part.field('tls')),
      template: {
        go: `{"streams": [{"stream": ${labels}, "values": [["{{ now | unixEpoch }}000000000", "${chosen}"]]}]}`,
      },
    },
    changes: ['Loki’s push API is called by the webhook sink, a request per event'],
    unexpressed: [
      ...unexpressed,
      ...(fault === undefined ? [] : [`layout cannot be a line here, so the line is the whole Event: ${fault}`]),
    ],
  };
};
