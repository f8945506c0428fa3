import { describe, expect, it } from 'vitest';
import { mapSink } from '../map-sink.ts';
import { readUriFlag } from '../uri-flag.ts';

const map = (uri: string) => mapSink(readUriFlag(uri, {}), {});
const robot = 'dingtalk:https://oapi.dingtalk.com/robot/send?access_token=a%2Bb';

describe('dingtalk', () => {
  it.each([
    ['', { level: ['Warning'] }],
    ['&level=Normal', { level: ['Normal', 'Warning'] }],
    ['&level=', {}],
    ['&level=foo&namespaces=default&kinds=Node', { eventNamespaces: ['default'], kinds: ['Node'] }],
    ['&namespaces=&kinds=', { level: ['Warning'] }],
  ])('%s', (query, match) => {
    expect(map(`${robot}${query}`).match).toEqual(match);
  });

  it('is told of a kind in lower case', () => {
    expect(map(`${robot}&kinds=Node,pod`).notes.join('\n')).toContain('kinds=pod matches nothing');
    expect(map(`${robot}&kinds=Node`).notes.join('\n')).not.toContain('matches nothing');
  });

  it('sends the token alone, to https', () => {
    expect(map('dingtalk:http://h:8443/robot/send?label=A&access_token=a%2Bb&label=B&sign=SEC1').with).toEqual({
      url: 'https://h:8443/robot/send?access_token=a%2Bb',
      secret: 'SEC1',
      layout: 'kube-eventer',
      format: 'text',
      labels: ['A', 'B'],
      clusterId: '',
      region: '',
    });
  });

  it('keeps what follows a # in a parameter, and says that kube-eventer does not', () => {
    const { with: options, notes } = map(`${robot}&label=team#1`);
    expect(options).toMatchObject({ labels: ['team#1'] });
    expect(notes.join('\n')).toContain('the URI contains a #, at which kube-eventer cuts it');
  });
});

describe('wechat', () => {
  const application = 'wechat:?corp_id=C&corp_secret=S&agent_id=7';

  it('has the application and its users', () => {
    expect(map(`${application}&to_user=a,b`)).toMatchObject({
      use: 'wechat',
      with: { corpId: 'C', corpSecret: 'S', agentId: 7, toUsers: ['a', 'b'], layout: 'kube-eventer' },
      match: { level: ['Warning'] },
      secrets: ['S'],
    });
  });

  it.each([
    ['wechat:?corp_secret=S&agent_id=7', 'corp_id'],
    ['wechat:?corp_id=C&agent_id=7', 'corp_secret'],
    ['wechat:?corp_id=C&corp_secret=S&agent_id=x', 'agent_id must be a number'],
  ])('%s is refused', (uri, words) => {
    expect(() => map(uri)).toThrow(words);
  });
});
