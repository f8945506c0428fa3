import { layoutTemplate, type Template, wholeEvent } from '../layout.ts';
import { headersOf, needed, type ReceiverMapping, tlsOf } from './receiver.ts';

/** `webhook`: POST of the layout, or of the Event. */
export const mapWebhook: ReceiverMapping = async (part, { clusterName }) => {
  const { headers, unexpressed } = headersOf(part);
  const layout = part.field('layout');
  const template: Template = layout.given
    ? await layoutTemplate(layout.value, clusterName)
    : { go: wholeEvent, unexpressed: [] };
  return {
    use: 'webhook',
    with: { url: needed(part, 'endpoint'), headers, ...tlsOf(part.field('tls')), template: { go: template.go } },
    changes: layout.given
      ? ['the layout is one Go template now; values are escaped for JSON']
      : [
          'the body is the Event as the API has it, without clusterName and the object’s labels; without template it is kubeherald’s own JSON',
        ],
    unexpressed: [...unexpressed, ...template.unexpressed],
  };
};
