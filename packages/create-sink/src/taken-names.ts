import { isBuiltin } from 'node:module';

/** Names that npm refuses for any package (validate-npm-package-name), and that no folder of one should have. */
const refusedByNpm: ReadonlySet<string> = new Set(['node_modules', 'favicon.ico']);

/** Packages that a kubeherald installation has already. */
const ours: ReadonlySet<string> = new Set(['kubeherald', 'create-sink']);

/** kubeherald's own sinks by their short names, which a config's `use` finds before any other package. */
export const ownSinks: ReadonlySet<string> = new Set([
  'bark',
  'dingtalk-signed',
  'elasticsearch',
  'eventbridge',
  'honeycomb',
  'influxdb',
  'kafka',
  'log',
  'mongodb',
  'mysql',
  'riemann',
  'sls',
  'webhook',
  'wechat',
  'wechat-mentions',
]);

/** Why a package cannot be called so, and whether a scope would make another name of it. */
export interface Taken {
  readonly why: string;
  readonly isFreeWithScope: boolean;
}

/** What is in the way of a package's name whose letters are right; undefined: nothing. */
export function whyTaken(name: string, isScoped: boolean): Taken | undefined {
  if (refusedByNpm.has(name)) return { why: 'npm publishes no package of that name', isFreeWithScope: false };
  const why = isScoped ? undefined : whyTakenWithoutScope(name);
  return why === undefined ? undefined : { why, isFreeWithScope: true };
}

function whyTakenWithoutScope(name: string): string | undefined {
  if (isBuiltin(name)) return 'Node has a module of that name, which would be imported instead';
  if (ours.has(name)) return 'kubeherald has a package of that name';
  if (ownSinks.has(name)) return `a config's use: ${name} finds kubeherald's own sink @kubeherald/sink-${name}`;
  return undefined;
}
