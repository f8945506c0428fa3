import { ConfigError } from '@kubeherald/sink-sdk';
import { describe, expect, it } from 'vitest';
import { readAddress } from './address.ts';

describe('a URL', () => {
  it('says where and who', () => {
    expect(readAddress({ url: 'mysql://kube:p%40ss@db.example.com/k8s' })).toEqual({
      host: 'db.example.com',
      port: 3306,
      user: 'kube',
      password: 'p@ss',
      database: 'k8s',
    });
  });

  it('may have an IPv6 address, and gives way to user and password', () => {
    const read = readAddress({ url: 'mariadb://a:b@[::1]:3307/k8s', user: 'kube', password: 'p/w:d%' });
    expect(read).toMatchObject({ host: '::1', port: 3307, user: 'kube', password: 'p/w:d%' });
  });

  it.each([
    ['mysql://kube:secret-word@db', 'no database'],
    ['mysql://db/k8s', 'no user'],
    ['mysql://kube:secret-word@db/k8s?ssl=1', 'nothing may follow the database'],
    ['mysql://kube:secret-word%@db/k8s', 'percent-encoded'],
    ['mysql://kube:secret-word@/k8s', 'no URL with a host'],
  ])('%s is refused, and not shown', (url, expected) => {
    const read = () => readAddress({ url });
    expect(read).toThrow(expected);
    expect(read).toThrow(expect.toSatisfy(ConfigError.is));
    expect(read).not.toThrow('secret-word');
  });
});

describe('TLS', () => {
  it('expects the name of the host in the certificate, or the name given', () => {
    expect(readAddress({ url: 'mysql://kube@db/k8s', tls: {} }).tls).toEqual({ name: 'db', rejectUnauthorized: true });
    const named = readAddress({ url: 'mysql://kube@10.0.0.7/k8s', tls: { serverName: 'db' } });
    expect(named).toMatchObject({ host: '10.0.0.7', tls: { name: 'db' } });
  });

  it('to an address needs a name, unless any certificate will do', () => {
    expect(() => readAddress({ url: 'mysql://kube@10.0.0.7/k8s', tls: {} })).toThrow('tls.serverName');
    const any = readAddress({ url: 'mysql://kube@10.0.0.7/k8s', tls: { insecureSkipVerify: true } });
    expect(any.tls).toMatchObject({ rejectUnauthorized: false });
  });
});
