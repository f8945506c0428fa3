import { isFields } from '../../part.ts';
import { layoutTemplate } from '../layout.ts';
import { headersOf, needed, type ReceiverMapping } from './receiver.ts';

/** `slack`: chat.postMessage of the Web API (https://docs.slack.dev/reference/methods/chat.postMessage). */
export const mapSlack: ReceiverMapping = async (part, { clusterName }) => {
  const fields = part.field('fields').texts();
  const attachment = {
    ...optionalText('author_name', part.field('author_name').text()),
    ...optionalText('color', part.field('color').text()),
    ...optionalText('title', part.field('title').text()),
    ...optionalText('footer', part.field('footer').text()),
    fields: [...fields]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([title, value]) => ({ title, value, short: false })),
  };
  const { go, unexpressed } = await layoutTemplate(
    {
      channel: needed(part, 'channel'),
      text: part.field('message').text(),
      ...(part.field('fields').given ? { attachments: [attachment] } : {}),
    },
    clusterName,
  );
  return {
    use: 'webhook',
    with: {
      url: 'https://slack.com/api/chat.postMessage',
      headers: { authorization: `Bearer ${needed(part, 'token')}`, 'content-type': 'application/json; charset=utf-8' },
      template: { go },
    },
    changes: ['Slack’s API is called by the webhook sink; &, < and > of an event’s text are not escaped for Slack'],
    unexpressed: [
      ...unexpressed,
      'Slack answers 200 with ok: false to what it refuses, which this request does not notice; an incoming webhook with preset: slack does (and folds storms into digests)',
    ],
  };
};

/** `teams`: the text that the exporter makes of three fields of the Event or of the layout (pkg/sinks/teams.go). */
export const mapTeams: ReceiverMapping = async (part, { clusterName }) => {
  const { headers, unexpressed } = headersOf(part);
  const layout = part.field('layout');
  const field = (name: string, otherwise: string): string => {
    if (!layout.given) return otherwise;
    const value = isFields(layout.value) ? layout.value[name] : undefined;
    return typeof value === 'string' ? value : '%!s(<nil>)';
  };
  const text = `Event: ${field('message', '{{ .Message }}')} \nStatus: ${field('reason', '{{ .Reason }}')} \nMetadata: ${field('metadata', '{{ toJson .ObjectMeta }}')}`;
  const template = await layoutTemplate({ summary: 'event', text }, clusterName);
  return {
    use: 'webhook',
    with: { url: needed(part, 'endpoint'), headers, template: { go: template.go } },
    changes: ['Metadata is JSON, where the exporter prints a map of Go'],
    unexpressed: [
      ...unexpressed,
      ...template.unexpressed,
      ...(/webhook\.office\.com/.test(part.field('endpoint').text())
        ? [
            'Microsoft has switched these connectors off: make a workflow, and use the webhook sink with preset: teams and its URL',
          ]
        : []),
    ],
  };
};

/** `opsgenie`: an alert (https://docs.opsgenie.com/docs/alert-api#create-alert). */
export const mapOpsgenie: ReceiverMapping = async (part, { clusterName }) => {
  const tags = part
    .field('tags')
    .items()
    .map((tag) => tag.text());
  const details = Object.fromEntries(part.field('details').texts());
  const { go, unexpressed } = await layoutTemplate(
    {
      message: part.field('message').text(),
      ...optionalText('alias', part.field('alias').text()),
      description: part.field('description').text(),
      priority: part.field('priority').text() || 'P3',
      ...(tags.length === 0 ? {} : { tags }),
      ...(part.field('details').given ? { details } : {}),
    },
    clusterName,
  );
  const host = (part.field('URL').text() || 'api.opsgenie.com').replace(/^https?:\/\//, '');
  return {
    use: 'webhook',
    with: {
      url: `https://${host}/v2/alerts`,
      headers: { authorization: `GenieKey ${needed(part, 'apiKey')}` },
      template: { go },
    },
    changes: [
      'Opsgenie’s API is called by the webhook sink; what is longer than the API takes (message: 130 characters) is refused by it',
    ],
    unexpressed,
  };
};

function optionalText(name: string, text: string): Readonly<Record<string, string>> {
  return text === '' ? {} : { [name]: text };
}
