import { describe, expect, it } from 'vitest';
import { map, notesAbout } from '../fixtures/map.ts';

describe('kafka', () => {
  it('has the defaults', () => {
    expect(map('kafka:?brokers=h:9092').with).toEqual({
      brokers: ['h:9092'],
      topic: 'heapster-events',
      compression: 'none',
      key: 'none',
      format: 'kube-eventer',
      clientId: 'kafka-sink',
    });
  });

  it.each([
    ['brokers=a:1&brokers=b:2&eventstopic=t', { brokers: ['a:1', 'b:2'], topic: 't' }],
    ['brokers=h&compression=lz4', { compression: 'lz4' }],
    ['brokers=h&user=u1&password=p#w', { sasl: { mechanism: 'plain', username: 'u1', password: 'p#w' } }],
    ['brokers=h&cacert=/ca.pem', { tls: { ca: '/ca.pem' } }],
    [
      'brokers=h&cacert=/ca&cert=/c&key=/k&insecuressl=true',
      { tls: { ca: '/ca', cert: '/c', key: '/k', insecureSkipVerify: true } },
    ],
  ])('%s', (query, expected) => {
    expect(map(`kafka:?${query}`)).toMatchObject({ with: expected, match: {} });
  });

  it('insecuressl alone is no TLS, and a user alone no login', () => {
    const mapped = map('kafka:?brokers=h&insecuressl=true&user=u');
    expect(mapped.with).not.toHaveProperty('tls');
    expect(mapped.with).not.toHaveProperty('sasl');
    expect(mapped.notes.filter((note) => /insecuressl alone|go together/.test(note))).toHaveLength(2);
  });

  it.each([
    ['eventstopic=x', 'no broker'],
    ['brokers=a:1,b:2', 'commas'],
    ['brokers=h&compression=zstd', "Compression 'zstd'"],
    ['brokers=h&user=a;b', 'semicolon'],
    ['brokers=h&insecuressl=maybe', 'insecuressl=maybe'],
  ])('%s cannot be: %s', (query, said) => {
    expect(() => map(`kafka:?${query}`)).toThrow(said);
  });

  it('says what is ignored', () => {
    expect(notesAbout('kafka:?brokers=h&level=Warning&namespaces=prod', 'has no effect')).toHaveLength(2);
  });
});

describe('riemann', () => {
  it.each([
    [
      'http://r:5555',
      { url: 'tcp://r:5555', tags: ['heapster'], ttl: 60, batchSize: 1000, time: 'now', layout: 'kube-eventer' },
    ],
    ['', { url: 'tcp://riemann-heapster:5555' }],
    ['http://r?ttl=1.5&batchsize=2&tags=a&tags=b&state=x', { tags: ['a', 'b'], ttl: 1.5, batchSize: 2 }],
  ])('%s', (uri, expected) => {
    expect(map(`riemann:${uri}`)).toMatchObject({ use: 'riemann', with: expected });
  });

  it.each([['ttl=long'], ['batchsize=0'], ['batchsize=x']])('%s cannot be', (query) => {
    expect(() => map(`riemann:http://r?${query}`)).toThrow(query);
  });
});

describe('mysql', () => {
  it('takes the DSN of the driver, up to the first ampersand', () => {
    const mapped = map('mysql:?eventer:p/w@:1@tcp(h:3307)/db?charset=utf8&table=events&parseTime=true&tls=true', {
      TZ: 'Asia/Shanghai',
    });
    expect(mapped).toMatchObject({ use: 'mysql', secrets: ['p/w@:1'] });
    expect(mapped.with).toEqual({
      url: 'mysql://h:3307/db',
      user: 'eventer',
      password: 'p/w@:1',
      table: 'events',
      mode: 'auto',
      migrate: false,
      times: 'go',
      zone: 'Asia/Shanghai',
    });
    expect(mapped.notes.filter((note) => note.includes('parseTime, tls behind the first &'))).toHaveLength(1);
  });

  it.each([
    ['u@tcp(h)/db', { url: 'mysql://h:3306/db', user: 'u', password: '', table: 'kube_event', zone: 'UTC' }],
    ['u:p@/db', { url: 'mysql://127.0.0.1:3306/db' }],
    ['u:p@tcp([::1]:3306)/db', { url: 'mysql://[::1]:3306/db' }],
    ['u:p#w@tcp(h:3306)/my-db', { password: 'p#w', url: 'mysql://h:3306/my-db' }],
    ['u:p@tcp(h:3306)/db?charset=utf8&tls=true', { tls: {} }],
    ['u:p@tcp(h:3306)/db?tls=skip-verify&table=t', { table: 't', tls: { insecureSkipVerify: true } }],
  ])('%s', (name, expected) => {
    expect(map(`mysql:?${name}`, { TZ: 'No/Where' }).with).toMatchObject(expected);
  });

  it.each([
    ['nonsense', 'missing the slash'],
    ['u:p@unix(/run/mysqld.sock)/db', 'network unix'],
    ['tcp(h:3306)/db', 'no user'],
    ['u:p@tcp(h:3306)/', 'no database'],
    ['u:p@tcp(h:3306/db', 'not terminated'],
    ['u:p@tcp(h:3306)/db?tls=custom', 'tls=custom'],
  ])('%s cannot be: %s', (name, said) => {
    expect(() => map(`mysql:?${name}`)).toThrow(said);
  });
});
