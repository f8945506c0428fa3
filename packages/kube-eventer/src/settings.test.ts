import { describe, expect, it } from 'vitest';
import { FatalFlagError, type Flags, settingsOf } from './settings.ts';
import { SourceError } from './source.ts';

const flags = (given: Partial<Flags> = {}): Flags => ({
  sources: ['kubernetes:http://127.0.0.1:8080?inClusterConfig=false'],
  sinks: ['log'],
  frequency: 30e9,
  healthzIp: '0.0.0.0',
  healthzPort: 8084,
  eventMetrics: true,
  exactLabels: false,
  verbosity: 0,
  journal: undefined,
  ...given,
});

const pod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

describe('the source', () => {
  it.each([
    ['kubernetes:', { credentials: 'service-account' }],
    ["kubernetes:''", { credentials: 'service-account' }],
    [
      'kubernetes:https://master:6443/path?insecure=true',
      { credentials: 'service-account', server: 'https://master:6443', insecure: true },
    ],
    [
      'kubernetes:http://127.0.0.1:8080?inClusterConfig=false',
      { credentials: 'none', server: 'http://127.0.0.1:8080' },
    ],
    [
      'kubernetes:https://m?inClusterConfig=F&useServiceAccount=1',
      { credentials: 'service-account-token', server: 'https://m' },
    ],
    ['kubernetes:https://m?inClusterConfig=false&auth=/etc/kc', { kubeconfig: '/etc/kc' }],
    ['kubernetes:?inClusterConfig=0&auth=/a&localKubeConfig=/b', { kubeconfig: '/b' }],
  ])('%s', (source, kubernetes) => {
    expect(settingsOf(flags({ sources: [source] }), pod).settings.source).toEqual({ kubernetes });
  });

  it('is told of what stands behind a #', () => {
    const source = 'kubernetes:?inClusterConfig=0&auth=/path/kc#prod';
    const { notes, settings } = settingsOf(flags({ sources: [source], sinks: [] }), pod);
    expect(settings.source.kubernetes).toEqual({ kubeconfig: '/path/kc' });
    expect(notes).toEqual([expect.stringMatching(/^source: what follows the # of the URI does not count/)]);
  });

  it.each([
    ['kubernetes:', {}, 'unable to load in-cluster configuration'],
    ['kubernetes:?inClusterConfig=false', pod, 'invalid kubernetes master url specified'],
    ['kubernetes:?inClusterConfig=yes', pod, 'strconv.ParseBool: parsing "yes": invalid syntax'],
    ['foo:bar', pod, 'Source not recognized: foo'],
  ])('%s is refused', (source, environment, message) => {
    const build = () => settingsOf(flags({ sources: [source] }), environment);
    expect(build).toThrow(SourceError);
    expect(build).toThrow(message);
  });

  it.each([[[]], [['kubernetes:', 'kubernetes:']]])('must be one: %j', (sources) => {
    expect(() => settingsOf(flags({ sources }), pod)).toThrow('Wrong number of sources specified');
  });
});

describe('the ranges', () => {
  it.each([
    [{ frequency: 4e9 }, 'frequency needs to be no less than 5s, supplied 4s'],
    [{ frequency: 181e9 }, 'frequency needs to be no greater than 3m0s, supplied 3m1s'],
    [{ healthzPort: 65_535 }, 'invalid port supplied for healthz 65535'],
  ])('%j', (given, message) => {
    expect(() => settingsOf(flags(given), pod)).toThrow(FatalFlagError);
    expect(() => settingsOf(flags(given), pod)).toThrow(message);
  });
});

describe('the sinks', () => {
  it('get names of their own', () => {
    const { settings } = settingsOf(flags({ sinks: ['webhook:http://a/', 'log', 'webhook:http://b/'] }), pod);
    expect(settings.sinks).toMatchObject([{ name: 'webhook' }, { name: 'log' }, { name: 'webhook-2' }]);
  });

  it('of one kind are told apart by their hosts in notes, and nothing else of the URI is shown', () => {
    const { notes } = settingsOf(flags({ sinks: ['webhook:http://a/', 'webhook:http://u:p@b:81/secret'] }), pod);
    expect(notes.join('\n')).toMatch(/^webhook \(a\): .*^webhook-2 \(b:81\): /ms);
    expect(notes.join('\n')).not.toMatch(/secret|u:p/);
    expect(settingsOf(flags({ sinks: ['webhook:http://a/'] }), pod).notes.join()).toMatch(/^webhook: /);
  });

  it('that cannot be made are left out and told without their secrets, as long as one is left', () => {
    const { settings, failed } = settingsOf(
      flags({ sinks: ['dingtalk:https://h/robot?sign=SEC123', 'log', '"kafka:?x=y"'] }),
      pod,
    );
    expect(settings.sinks).toMatchObject([{ name: 'log' }]);
    expect(failed).toEqual([
      expect.stringContaining(
        'Failed to create dingtalk:https://h/***?sign=*** sink: you must provide dingtalk bot access_token',
      ),
      expect.stringContaining('quotes and brackets of the manifest became part of the name'),
    ]);
  });

  it('of which none can be made end the program; no sink at all does not', () => {
    expect(() => settingsOf(flags({ sinks: ['foo:bar'] }), pod)).toThrow('No available sink to use');
    expect(settingsOf(flags({ sinks: [] }), pod).settings.sinks).toEqual([]);
    // kube-eventer goes on with this one and fails with each event.
    expect(settingsOf(flags({ sinks: ['webhook:ftp://h/'] }), pod).settings.sinks).toEqual([]);
  });
});
