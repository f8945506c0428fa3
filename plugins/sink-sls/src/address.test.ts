import { describe, expect, it } from 'vitest';
import { addressOf, regionOf } from './address.ts';

const project = 'k8s-log';

describe('the address', () => {
  it.each([
    [{ project, internal: true }, 'https://k8s-log.cn-hangzhou-intranet.log.aliyuncs.com'],
    [{ project, internal: false }, 'https://k8s-log.cn-hangzhou.log.aliyuncs.com'],
    [
      { project, internal: true, endpoint: 'cn-beijing-share.log.aliyuncs.com' },
      'https://k8s-log.cn-beijing-share.log.aliyuncs.com',
    ],
    [{ project, internal: true, endpoint: 'http://sls.example.com:8080/' }, 'http://k8s-log.sls.example.com:8080'],
    [{ project, internal: true, endpoint: 'https://k8s-log.sls.example.com' }, 'https://k8s-log.sls.example.com'],
    [{ project, internal: true, endpoint: 'http://10.0.0.7:8080' }, 'http://10.0.0.7:8080'],
  ])('%j', (options, origin) => {
    expect(addressOf(options, 'cn-hangzhou').origin).toBe(origin);
  });

  it('of an IP address names the project in the Host header', () => {
    const options = { project, internal: true, endpoint: 'http://10.0.0.7:8080' };
    expect(addressOf(options, 'cn-hangzhou').host).toBe('k8s-log.10.0.0.7:8080');
  });
});

it.each([
  ['cn-hangzhou.log.aliyuncs.com', 'cn-hangzhou'],
  ['cn-hangzhou-intranet.log.aliyuncs.com', 'cn-hangzhou'],
  ['https://k8s-log.us-west-1-share.log.aliyuncs.com', 'us-west-1'],
  ['sls.example.com', undefined],
])('%s is of the region %s', (endpoint, region) => {
  expect(regionOf(endpoint)).toBe(region);
});
