import { describe, expect, it } from 'vitest';
import { map, notesAbout } from '../fixtures/map.ts';

describe('elasticsearch', () => {
  it('has the defaults', () => {
    expect(map('elasticsearch:http://es:9200')).toMatchObject({
      use: 'elasticsearch',
      match: {},
      with: {
        url: 'http://es:9200',
        nodes: [],
        index: 'heapster',
        alias: 'heapster-events',
        byNamespace: false,
        clusterName: 'default',
        layout: 'kube-eventer',
        documentType: 'events',
      },
    });
  });

  it.each([
    ['http://es:9200/path?ver=7', { url: 'http://es:9200' }],
    ['http://us%40er:p%23w@es:9200?ver=7', { url: 'http://us%40er:p%23w@es:9200' }],
    [
      '?ver=7&nodes=https://a:9200/prefix&nodes=http://b:9200',
      { url: 'https://a:9200/prefix', nodes: ['http://b:9200'] },
    ],
    ['?nodes=https://e:9200?sniff=false&ver=7', { url: 'https://e:9200' }],
    ['?nodes=HTTPS://e:9200&ver=7', { url: 'https://e:9200' }],
    ['http://es?index=k8s&cluster_name=prod', { index: 'k8s', alias: 'k8s-events', clusterName: 'prod' }],
    ['http://es?esUserName=elastic&esUserSecret=p%40ss', { username: 'elastic', password: 'p@ss' }],
    ['http://es?esUserName=elastic&esUserSecret=p#w&ver=7', { username: 'elastic', password: 'p#w' }],
    ['http://es?use_namespace=false', { byNamespace: true }],
    ['http://es?ver=6&pipeline=geo&maxRetries=3&startupHealthcheckTimeout=30&bulkWorkers=2', { pipeline: 'geo' }],
  ])('%s', (uri, expected) => {
    expect(map(`elasticsearch:${uri}`).with).toMatchObject(expected);
  });

  it('has no pipeline before version 5', () => {
    expect(map('elasticsearch:http://es?ver=2&pipeline=geo').with).not.toHaveProperty('pipeline');
  });

  it('signs for AWS with the key in the environment', () => {
    const environment = { AWS_ACCESS_KEY_ID: 'AK', AWS_SECRET_ACCESS_KEY: 'SK', AWS_REGION: 'eu-west-1' };
    const expected = { aws: { region: 'eu-west-1', accessKeyId: 'AK', secretAccessKey: 'SK' } };
    expect(map('elasticsearch:https://es?ver=7', environment)).toMatchObject({ with: expected, secrets: ['SK'] });
    expect(() => map('elasticsearch:https://es?ver=7&sigv4')).toThrow('AWS_ACCESS_KEY_ID');
  });

  it.each([
    ['http://es?ver=8', 'Unsupported ElasticSearch Client Version'],
    ['http://es?ver=x', 'ver=x'],
    ['?ver=7', 'no node'],
    ['http://es?ver=7;sniff=false', 'semicolon'],
    ['http://es?sniff=maybe', 'sniff=maybe'],
    ['http://es?healthCheck=2', 'healthCheck=2'],
    ['http://es?maxRetries=many', 'maxRetries=many'],
  ])('%s cannot be: %s', (uri, said) => {
    expect(() => map(`elasticsearch:${uri}`)).toThrow(said);
  });

  it.each([
    ['http://es?ver=7', 'sniff', 1],
    ['http://es?ver=7&sniff=false', 'sniff', 0],
    ['http://es?ver=7&use_namespace=false', 'use_namespace=false switches it on', 1],
    ['http://es', 'without the mapping', 1],
    ['http://es/path?ver=7', 'the path /path', 1],
    ['?nodes=https://e:9200?sniff=false&ver=7', 'what follows the ?', 1],
  ])('of %s it says %s: %i', (uri, said, times) => {
    expect(notesAbout(`elasticsearch:${uri}`, said)).toHaveLength(times);
  });
});

describe('influxdb', () => {
  it.each([
    [
      'http://influx:8086',
      {
        url: 'http://influx:8086',
        version: 1,
        database: 'k8s',
        retentionPolicy: 'default',
        username: 'root',
        password: 'root',
        clusterName: 'default',
        layout: 'kube-eventer',
      },
    ],
    ['', { url: 'http://localhost:8086' }],
    ['https://influx:8086?insecuressl=true', { url: 'https://influx:8086', tls: { insecureSkipVerify: true } }],
    [
      'http://i?user=u&pw=p%40&db=events&cluster_name=prod',
      { username: 'u', password: 'p@', database: 'events', clusterName: 'prod' },
    ],
    ['http://i?withfields=true', { layout: 'kube-eventer-fields' }],
  ])('%s', (uri, expected) => {
    expect(map(`influxdb:${uri}`).with).toMatchObject(expected);
  });

  it.each([['withfields=maybe'], ['insecuressl=maybe'], ['concurrency=0'], ['concurrency=x']])(
    '%s cannot be',
    (query) => {
      expect(() => map(`influxdb:http://i?${query}`)).toThrow(query);
    },
  );

  it('says what has no effect', () => {
    expect(notesAbout('influxdb:http://i?retention=1d&concurrency=2', 'has no effect')).toHaveLength(2);
  });
});

describe('honeycomb', () => {
  it.each([
    ['?writekey=k', {}, { apiKey: 'k', dataset: 'heapster', url: 'https://api.honeycomb.io/', layout: 'kube-eventer' }],
    ['?apihost=HTTP://h/&writekey=k', {}, { url: 'http://h/' }],
    ['?apihost=http://h/base/', { HONEYCOMB_WRITEKEY: 'envkey' }, { apiKey: 'envkey', url: 'http://h/base/' }],
    // The row of kube-eventer's own test.
    [
      '?writekey=testkey&dataset=testdataset&apihost=http://srv',
      {},
      { apiKey: 'testkey', dataset: 'testdataset', url: 'http://srv' },
    ],
  ])('%s with %j', (query, environment, expected) => {
    expect(map(`honeycomb:${query}`, environment)).toMatchObject({ use: 'honeycomb', with: expected });
  });

  it('needs a key', () => {
    expect(() => map('honeycomb:?dataset=d')).toThrow('write key');
  });
});

describe('mongo', () => {
  it('takes the query as the connection string, as it is', () => {
    const url = 'mongodb://u:p%23#w@h:27017/?replicaSet=rs0&w=majority';
    expect(map(`mongo:?${url}`)).toMatchObject({
      use: 'mongodb',
      with: { url, database: 'k8s', collection: 'event', mode: 'append', layout: 'kube-eventer' },
      secrets: [url],
    });
  });

  it.each([['mongo:?host:27017'], ['mongodb:?mongodb://host']])('%s cannot be', (flag) => {
    expect(() => map(flag)).toThrow(/scheme must be|not recognized: mongodb/);
  });
});
