import { expect, it } from 'vitest';
import { conditionFlags, processEnvironment, threadEnvironment } from './environment.ts';

it.each([
  [['--conditions=dev', '--inspect', '--max-old-space-size=99'], ['--conditions=dev']],
  [
    ['--conditions', 'dev', '--eval', 'code', '-C', 'other'],
    ['--conditions=dev', '--conditions=other'],
  ],
  [['-C=dev', '--conditions'], ['-C=dev']],
  [[], []],
])('of the flags %j a child process gets %j', (flags, expected) => {
  expect(conditionFlags(flags)).toEqual(expected);
});

it('gives sinks of the environment what they need, and no secret', () => {
  const needed = {
    HTTPS_PROXY: 'http://proxy',
    no_proxy: 'localhost',
    TZ: 'Asia/Shanghai',
    NODE_COMPILE_CACHE: '/cache',
  };
  const ofProcesses = { NODE_EXTRA_CA_CERTS: '/ca.pem', SSL_CERT_FILE: '/all.pem', MALLOC_ARENA_MAX: '2' };
  const others = { PATH: '/bin', DING_SECRET: 'hush', NODE_OPTIONS: '--inspect', MY_TZ: '1', NOT_A_NO_PROXY_: '' };
  const environment = { ...needed, ...ofProcesses, ...others };
  expect(threadEnvironment(environment)).toEqual(needed);
  expect(processEnvironment(environment)).toEqual({ ...needed, ...ofProcesses });
});
