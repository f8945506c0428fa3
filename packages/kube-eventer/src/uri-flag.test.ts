import { describe, expect, it } from 'vitest';
import { readUriFlag, UriFlagError } from './uri-flag.ts';

const read = (value: string, environment = {}) => readUriFlag(value, environment);

describe('a URI flag', () => {
  it.each([
    '',
    ':',
    ':foo',
    'key:incorrecturl/%gh&%ij',
    'webhook:http://[::1',
    'webhook:http://h/%zz',
    'x:http://h:port/',
  ])('%s is none', (value) => {
    expect(() => read(value)).toThrow(UriFlagError);
  });

  it.each([
    ['gcm', 'gcm', ''],
    ['gcm:', 'gcm', ''],
    ['gcm:?metrics=all', 'gcm', 'metrics=all'],
    ['influxdb:http://monitoring-influxdb:8086?key=val&key2=val2', 'influxdb', 'key=val&key2=val2'],
    ['kafka:?nodes=https://e:9200?sniff=false&ver=7', 'kafka', 'nodes=https://e:9200?sniff=false&ver=7'],
    ['mysql:?u:p@tcp(h:3306)/db?charset=utf8', 'mysql', 'u:p@tcp(h:3306)/db?charset=utf8'],
  ])('%s', (value, name, rawQuery) => {
    const flag = read(value);
    expect(flag.name).toBe(name);
    expect(flag.url.rawQuery).toBe(rawQuery);
  });

  it('has scheme, host and path apart, as they are written', () => {
    expect(read('influxdb:HTTP://u:p%40ss@monitoring-influxdb:8086/a%20b?x#y').url).toMatchObject({
      scheme: 'http',
      host: 'monitoring-influxdb:8086',
      user: { name: 'u', password: 'p@ss' },
      path: '/a b',
      rawPath: '/a%20b',
      rawQuery: 'x',
      fragment: 'y',
    });
  });

  it.each([
    ['a=$TOKEN&b=${TOKEN}', 'a=s3cret&b=s3cret', []],
    ['a=$UNSET&b=x', 'a=&b=x', ['UNSET']],
    ['p=a$$b', 'p=ab', ['$']],
    ['p$w@tcp', 'p@tcp', ['w']],
    ['q=$(TOKEN)', 'q=$(TOKEN)', []],
    ['costs 5$', 'costs 5$', []],
    ['a=$AND', 'a=x&y=1', []],
  ])('expands %s', (text, expected, unset) => {
    const flag = read(`log:?${text}`, { TOKEN: 's3cret', AND: 'x&y=1' });
    expect(flag.text).toBe(`?${expected}`);
    expect(flag.unset).toEqual(unset);
  });
});
