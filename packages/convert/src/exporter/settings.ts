import type { Part } from '../part.ts';

/** The config without its sinks, and what was changed. */
export interface ConvertedSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly changes: readonly string[];
  readonly clusterName: string;
}

/** zerolog's levels, and ours. */
const levels: Readonly<Record<string, string>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warn',
  error: 'error',
  fatal: 'error',
  panic: 'error',
  disabled: 'error',
};

/** Settings that are needed no more, each with the reason. */
const needless: readonly (readonly [string, string])[] = [
  ['kubeQPS', 'one watch is all that is asked of the API server'],
  ['kubeBurst', 'one watch is all that is asked of the API server'],
  ['omitLookup', 'involved objects are not looked up'],
  ['cacheSize', 'involved objects are not looked up'],
  ['logFormat', 'the log is JSON lines on standard error'],
  ['metricsNamePrefix', 'metrics begin with kubeherald_'],
];

/** Reads what is not routes and receivers. @throws ConversionError */
export function settingsOf(config: Part): ConvertedSettings {
  const clusterName = config.field('clusterName').text();
  const namespace = config.field('namespace').text();
  const level = levels[config.field('logLevel').text().toLowerCase()];
  const seconds = config.field('maxEventAgeSeconds').number() || config.field('throttlePeriod').number() || 5;
  return {
    clusterName,
    settings: {
      ...(clusterName === '' ? {} : { cluster: clusterName }),
      source: { kubernetes: namespace === '' ? {} : { namespaces: [namespace] } },
      admin: { port: 2112 },
      ...(level === undefined || level === 'info' ? {} : { log: { level } }),
    },
    changes: [
      `maxEventAgeSeconds (${seconds} s): the exporter drops what is older, so also what happened while it was away. Here nothing old is sent at the very first start, and after that what was missed is sent late`,
      'the exporter sends an event once and never its repetitions; here each repetition that the cluster reports is sent, with its count',
      'the exporter looks up the involved object for its labels, annotations and owners; here they are not known',
      ...needless.filter(([name]) => config.field(name).given).map(([name, why]) => `${name} is left out: ${why}`),
      ...(config.at('leaderElection', 'enabled').value === true
        ? ['leaderElection is left out: run one replica; a restart loses nothing that the API server still has']
        : []),
      'the port of health and metrics is the exporter’s, 2112',
    ],
  };
}
