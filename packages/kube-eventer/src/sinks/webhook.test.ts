import { describe, expect, it } from 'vitest';
import { mapSink } from '../map-sink.ts';
import { readUriFlag } from '../uri-flag.ts';

const map = (uri: string) => mapSink(readUriFlag(`webhook:${uri}`, {}), {});
const filter = (query: string) => map(`http://h/x?${query}`).match;

describe('the filters of webhook', () => {
  it.each([
    ['', {}],
    ['level=Warning', { level: ['Warning'] }],
    ['level=Normal', { level: ['Normal', 'Warning'] }],
    ['level=warning', { level: ['Warning'] }],
    ['namespaces=', {}],
    ['namespaces=a,b&namespaces=c', { namespaces: ['a', 'b'] }],
    ['namespaces=a, b', { namespaces: ['a', ' b'] }],
    ['namespaces=a*', { namespaces: ['a\\*'] }],
    ['kinds=Pod,Node', { kinds: ['Pod', 'Node'] }],
    ['reason=Fail.+,^Back', { reasons: ['/Fail. /', '/^Back/'] }],
    ['reason=Fail.%2B', { reasons: ['/Fail.+/'] }],
    ['reason=', {}],
    ['reason=BackOff,', { reasons: ['/(?s)./'] }],
    ['reason=,BackOff', { reasons: ['/(?s)./'] }],
    ['reason=,', { reasons: ['/(?s)./'] }],
    ['reason=(,BackOff', { reasons: ['/BackOff/'] }],
    ['reason=^(?!Unhealthy)', {}],
    ['reason=a;b&level=Warning', { level: ['Warning'] }],
  ])('%s', (query, match) => {
    expect(filter(query)).toEqual(match);
  });

  it.each([
    ['reason=[^Unhealthy]', 'not: { reasons: [Unhealthy] }'],
    ['reason=[^Failed*]', 'not: { reasons: [Failed] }'],
    ['reason=^[^Unhealthy]+$', 'it is a character class, which matches a character other than those, and the space'],
    ['reason=^[^Unhealthy]%2B$', 'it is a character class, which, from ^ to $, matches reasons that have none of'],
    ['reason=[^Unhealthy]%2B', 'it is a character class, which matches every reason with a character other than those'],
    ['reason=^[^Unhealthy]+$', 'a + in a URI is a space'],
    ['reason=Fail.+,Back', 'reason=Fail.+,Back: a + in a URI is a space'],
    ['reason=Fail, Back', 'the spaces are part of the names'],
    ['reason=^(?!Unhealthy)', 'RE2 has no look-ahead'],
    ['level=warning', 'level=warning is no level, so only Warning is sent'],
    ['namespaces=', 'kube-eventer drops every event then'],
    ['reason=', 'kube-eventer drops every event then'],
    ['reason=BackOff,', 'reason=BackOff,: a part of it is empty, which matches every reason'],
    ['reason=a,,b', 'Remove the comma to filter by a,b'],
    ['reason=,', 'so every event that has one is sent, as with kube-eventer. Remove it'],
    ['namespaces=pro.*', 'exact names and no regular expressions'],
    ['method=POST;level=Warning', 'the parameter method contains a semicolon'],
    ['method=POST&header=novalue', 'header=novalue has no value'],
    ['header=content-length=3', 'header=Content-Length=… has no effect, as with kube-eventer'],
    ['header=Transfer-Encoding=chunked', 'header=Transfer-Encoding=… has no effect, as with kube-eventer'],
    ['', 'are sent as valid JSON; kube-eventer sends broken JSON'],
    ['reason=Back.{1,3}Off', 'the comma makes these two patterns, "Back.{1" and "3}Off"'],
    ['kinds=Node,pod', 'kinds=pod matches nothing'],
  ])('%s: says so', (query, words) => {
    expect(map(`http://h/x?${query}`).notes.join('\n')).toContain(words);
  });

  it('does not say that kube-eventer drops what it sends, of a list of reasons with an empty part', () => {
    expect(map('http://h/x?reason=,').notes.join('\n')).not.toContain('drops every event');
    expect(map('http://h/x?reason=Fail.%2B').notes.join('\n')).not.toContain('is a space');
    expect(map('http://h/x?reason=Fail.+').notes.join('\n')).not.toContain('the spaces are part');
    expect(map('http://h/x?reason=a,b').notes.join('\n')).not.toContain('is empty');
  });

  it('leaves the endpoint as it is, with all its parameters', () => {
    const url =
      'https://h/robot?level=Warning&namespaces=kube-system&kinds=Pod&header=contentType=demo&header=content2=3';
    expect(map(url).with).toMatchObject({ url, method: 'GET', headers: { Contenttype: 'demo', Content2: '3' } });
  });

  it.each(['content-length=3', 'Transfer-Encoding=chunked', 'trailer=x', 'host=other'])(
    'leaves out header=%s, which Go sends as it sees fit',
    (header) => {
      expect(map(`http://h/?header=${header}&header=a=b`).with).toMatchObject({ headers: { A: 'b' } });
      expect(map(`http://h/?header=${header}`).with).toMatchObject({ headers: {} });
    },
  );

  it('takes a scheme in any case', () => {
    expect(map('HTTP://H/x').with).toMatchObject({ url: 'http://H/x' });
  });

  it('leaves out a pair with a semicolon, as Go does: the request is a GET, of every event', () => {
    const { with: options, match, notes } = map('http://h/a?method=POST;level=Warning');
    expect(options).toMatchObject({ method: 'GET', url: 'http://h/a?method=POST;level=Warning' });
    expect(match).toEqual({});
    expect(notes.join('\n')).toMatch(/the parameter method .*: it is left out, as with kube-eventer/);
  });

  it('says nothing of commas and kinds that are right', () => {
    expect(filter('reason=Fail.{3},Back&kinds=Pod,Node')).toMatchObject({ reasons: ['/Fail.{3}/', '/Back/'] });
    expect(map('http://h/x?reason=Fail.{3},Back&kinds=Pod').notes.join()).not.toMatch(/comma|matches nothing/);
  });

  it('is told of robots that answer 200 to what they refuse, whose answers are read', () => {
    const { notes, with: options } = map('https://oapi.dingtalk.com/robot/send?access_token=t');
    expect(notes.join('\n')).toMatch(/DingTalk robot.*the default body is none that DingTalk takes.*write method=POST/);
    expect(options).toMatchObject({ answerCode: { field: 'errcode', success: 0 } });
    expect(map('https://hooks.slack.com/services/x?method=POST').notes.join('\n')).toContain('a Slack robot');
  });

  it('takes the template from a ConfigMap, of the namespace default unless told', () => {
    expect(map('http://h/?custom_body_configmap=body').with).toMatchObject({
      template: { go: { configMap: { namespace: 'default', name: 'body', key: 'content' } }, compat: 'exact-if-valid' },
    });
  });
});
