import type { Wanted } from './arguments.ts';
import { type Ranges, sdkPeerRange, tools } from './versions.ts';

/** The new package's package.json. */
export function manifestOf({ packageName, language }: Wanted, ranges: Ranges): object {
  const typescript = language === 'typescript';
  return {
    name: packageName,
    version: '0.1.0',
    description: 'kubeherald sink: Kubernetes events to …',
    license: 'UNLICENSED',
    type: 'module',
    engines: { node: '>=22.22' },
    keywords: ['kubeherald-sink'],
    exports: { '.': typescript ? { types: './dist/index.d.ts', default: './dist/index.js' } : './src/index.js' },
    files: [typescript ? 'dist' : 'src'],
    scripts: scriptsOf(typescript),
    peerDependencies: { '@kubeherald/sink-sdk': sdkPeerRange },
    devDependencies: {
      '@kubeherald/sink-sdk': ranges['@kubeherald/sink-sdk'],
      '@kubeherald/sink-testkit': ranges['@kubeherald/sink-testkit'],
      ...(typescript ? { '@types/node': tools['@types/node'] } : {}),
      publint: tools.publint,
      ...(typescript ? { typescript: tools.typescript } : {}),
      vitest: tools.vitest,
    },
  };
}

function scriptsOf(typescript: boolean): Readonly<Record<string, string>> {
  const readme = 'vitest run --update test/readme.test';
  if (!typescript) {
    return { test: 'vitest run', try: 'node scripts/try.js', readme, prepublishOnly: 'publint --strict' };
  }
  return {
    build: 'tsc -p tsconfig.build.json',
    test: 'tsc && vitest run',
    try: 'npm run --silent build && node scripts/try.ts',
    readme,
    // Runs with `npm install` too, so that the daemon can load the package from its folder.
    prepare: 'npm run build',
    prepublishOnly: 'publint --strict',
  };
}
