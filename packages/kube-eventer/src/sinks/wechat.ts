import { chatFilter } from '../chat-filters.ts';
import { type MappedSink, UnusableSinkError } from '../mapped-sink.ts';
import type { SinkUri } from '../sink-uri.ts';

/** `wechat:?corp_id=&corp_secret=&agent_id=`: messages of a WeCom application. */
export function mapWechat({ parameters }: SinkUri): MappedSink {
  const needed = (name: string): string => {
    const value = parameters.first(name);
    if (value === undefined || value === '') throw new UnusableSinkError(`you must provide wechat ${name}`);
    return value;
  };
  const corpId = needed('corp_id');
  const corpSecret = needed('corp_secret');
  const agentId = needed('agent_id');
  if (!/^[+-]?[0-9]+$/.test(agentId)) throw new UnusableSinkError('agent_id must be a number');
  const users = (parameters.first('to_user') ?? '').split(',').filter((user) => user !== '');
  const { match, notes } = chatFilter(parameters);
  return {
    use: 'wechat',
    with: {
      corpId,
      corpSecret,
      agentId: Number(agentId),
      layout: 'kube-eventer',
      ...(users.length === 0 ? {} : { toUsers: users }),
      labels: parameters.all('label'),
    },
    match,
    notes: [
      ...notes,
      'the access token is asked for once in two hours and not for every event; answers of WeCom that say no are errors here',
    ],
    secrets: [corpSecret],
  };
}
