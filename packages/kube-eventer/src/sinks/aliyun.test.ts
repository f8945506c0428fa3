import { describe, expect, it } from 'vitest';
import { map, notesAbout } from '../fixtures/map.ts';

const sls = 'sls:https://sls.aliyuncs.com?logStore=store1&project=my-proj';
const key = { AccessKeyId: 'AK', AccessKeySecret: 'SK' } as const;

describe('sls', () => {
  it('has the defaults', () => {
    expect(map(sls).with).toEqual({
      project: 'my-proj',
      logStore: 'store1',
      topic: '',
      internal: true,
      labels: {},
      layout: 'kube-eventer',
    });
  });

  it.each([
    ['&topic=t', {}, { topic: 't' }],
    ['&internal=false', {}, { internal: false }],
    ['&internal=nonsense', {}, { internal: true }],
    ['&regionId=cn-beijing', {}, { region: 'cn-beijing' }],
    ['&regionId=cn-beijing', { RegionId: 'cn-hangzhou' }, { region: 'cn-hangzhou' }],
    ['', { SLS_ENDPOINT: 'http://sls.internal.example' }, { endpoint: 'http://sls.internal.example' }],
    ['', key, { accessKeyId: 'AK', accessKeySecret: 'SK' }],
    ['&accessKeyId=A1&accessKeySecret=S1', key, { accessKeyId: 'A1', accessKeySecret: 'S1' }],
    ['&accessKeyId=A1', { AccessKeySecret: 'SK' }, { accessKeyId: 'A1', accessKeySecret: 'SK' }],
    ['&accessKeySecret=p#w', { AccessKeyId: 'AK' }, { accessKeyId: 'AK', accessKeySecret: 'p#w' }],
    // The rows of kube-eventer's own test.
    ['&label=key,value,other', {}, { labels: {} }],
    ['&label=key,value', {}, { labels: { key: 'value' } }],
    ['&label=key1,value1&label=key2,value2,other', {}, { labels: { key1: 'value1' } }],
  ])('%s with %j', (query, environment, expected) => {
    expect(map(sls + query, environment).with).toMatchObject(expected);
  });

  it.each([
    ['&label=a', 'label=a is left out', {}],
    ['&regionId=cn-beijing', 'RegionId (cn-hangzhou) wins', { RegionId: 'cn-hangzhou' }],
    ['&internal=maybe', 'internal=maybe', {}],
    ['&accessKeyId=A1', 'accessKeySecret is not given', {}],
  ])('says of %s: %s', (query, said, environment) => {
    expect(notesAbout(sls + query, said, environment)).toHaveLength(1);
  });

  it('half a key is none', () => {
    expect(map(`${sls}&accessKeyId=A1`).with).not.toHaveProperty('accessKeyId');
  });

  it.each([
    ['sls:https://sls.aliyuncs.com?logStore=s', 'project name'],
    ['sls:https://sls.aliyuncs.com?project=[your_project]', 'logStore name'],
  ])('%s cannot be', (flag, said) => {
    expect(() => map(flag)).toThrow(said);
  });
});

describe('eventbridge', () => {
  it('has the defaults', () => {
    expect(map('eventbridge:?clusterId=C1').with).toEqual({
      clusterId: 'C1',
      eventBus: 'default',
      internal: true,
      scheme: 'http',
      eventsPerRequest: 4,
    });
  });

  it.each([
    ['', { ClusterId: 'C2' }, { clusterId: 'C2' }],
    ['?clusterId=C1', { ClusterId: 'C2' }, { clusterId: 'C1' }],
    ['?clusterId=C1&regionId=cn-beijing', { RegionId: 'cn-hangzhou' }, { region: 'cn-beijing' }],
    ['?clusterId=C1', { RegionId: 'cn-hangzhou', OwnerAccountId: '152' }, { region: 'cn-hangzhou', accountId: '152' }],
    ['?clusterId=C1&eventBusName=bus1', {}, { eventBus: 'bus1' }],
    ['?clusterId=C1', { EventBusName: 'bus2' }, { eventBus: 'bus2' }],
    ['?clusterId=C1&internal=false', {}, { internal: false }],
    ['?clusterId=C1', key, { accessKeyId: 'AK', accessKeySecret: 'SK' }],
  ])('%s with %j', (query, environment, expected) => {
    expect(map(`eventbridge:${query}`, environment).with).toMatchObject(expected);
  });

  it('needs a cluster, and says that a given key is used before the file', () => {
    expect(() => map('eventbridge:?regionId=cn-beijing')).toThrow('clusterId');
    expect(notesAbout('eventbridge:?clusterId=C1', 'token-config', key)).toHaveLength(1);
    expect(map('eventbridge:?clusterId=C1', key).secrets).toEqual(['SK']);
  });
});
