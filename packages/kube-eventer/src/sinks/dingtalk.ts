import { chatFilter } from '../chat-filters.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `dingtalk:https://oapi.dingtalk.com/robot/send?access_token=…`: a group robot. */
export function mapDingtalk({ url, parameters }: SinkUri): MappedSink {
  const token = parameters.first('access_token');
  if (token === undefined || token === '') {
    throw new UnusableSinkError(
      'you must provide dingtalk bot access_token. Expected dingtalk:https://oapi.dingtalk.com/robot/send?access_token=…, with the parameters of kube-eventer behind it',
    );
  }
  if (url.host === '')
    throw new UnusableSinkError(
      'the URI has no host; expected dingtalk:https://oapi.dingtalk.com/robot/send?access_token=…',
      { goesOn: true },
    );
  const secret = parameters.first('sign') ?? '';
  const markdown = parameters.first('msg_type') === 'markdown';
  const { match, notes } = chatFilter(parameters);
  return {
    use: 'dingtalk-signed',
    with: {
      url: `https://${url.host}${url.rawPath}?${new URLSearchParams({ access_token: token }).toString()}`,
      ...(secret === '' ? {} : { secret }),
      layout: 'kube-eventer',
      format: markdown ? 'markdown' : 'text',
      labels: parameters.all('label'),
      clusterId: parameters.first('cluster_id') ?? '',
      region: parameters.first('region') ?? '',
    },
    match,
    notes: [
      ...notes,
      ...(parameters.all('label').some((label) => label.includes('%'))
        ? ['a label with a percent sign is sent as it is; kube-eventer garbles the message']
        : []),
      ...(url.scheme === 'http' ? ['the request goes to https, as with kube-eventer'] : []),
      'answers of DingTalk that say no, such as a missing keyword or a wrong signature, are errors here, and no more than 20 messages are sent a minute: what is more comes as one digest',
    ],
    secrets: secret === '' ? [token] : [token, secret],
  };
}
