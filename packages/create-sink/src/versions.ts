import { readFileSync } from 'node:fs';

/** Our own packages that a sink is built with. */
const ours = ['@kubeherald/sink-sdk', '@kubeherald/sink-testkit', 'kubeherald'] as const;

/** Ranges of our packages, by name. */
export type Ranges = Readonly<Record<(typeof ours)[number], string>>;

/**
 * The SDK that a sink runs on is the one that kubeherald brings. The range is wide so that npm never installs a second one for it: whether the two understand each
 * other is the contract's version to say, which the host checks; it changes with the SDK's major version only.
 */
export const sdkPeerRange = '>=0.1.0 <2';

/** Ranges of what others make, as the repository itself uses them. */
export const tools = {
  publint: '^0.3.25',
  typescript: '^7.0.2',
  vitest: '^5.1.1',
  '@types/node': '^24.0.0',
} as const;

/**
 * The ranges that this package's own devDependencies name: a release raises them there, so what is scaffolded fits.
 * @throws Error when package.json lacks one: the package is damaged
 */
export function ranges(): Ranges {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const fields: { devDependencies?: unknown } = typeof manifest === 'object' && manifest !== null ? manifest : {};
  const known = new Map(Object.entries(fields.devDependencies ?? {}));
  const range = (name: (typeof ours)[number]) => {
    const value: unknown = known.get(name);
    if (typeof value !== 'string') throw new Error(`package.json of @kubeherald/create-sink names no ${name}`);
    return value;
  };
  return {
    '@kubeherald/sink-sdk': range('@kubeherald/sink-sdk'),
    '@kubeherald/sink-testkit': range('@kubeherald/sink-testkit'),
    kubeherald: range('kubeherald'),
  };
}
