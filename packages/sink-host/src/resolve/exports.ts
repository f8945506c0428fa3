type Fields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first file that a target of package.json's `exports` names under the conditions, in the order of nodejs.org/api/packages.html. */
function fileOfTarget(target: unknown, conditions: ReadonlySet<string>): string | undefined {
  if (typeof target === 'string') return target.startsWith('./') ? target : undefined;
  if (Array.isArray(target)) return firstFile(target, conditions);
  if (!isFields(target)) return undefined;
  const chosen = Object.entries(target).filter(([condition]) => condition === 'default' || conditions.has(condition));
  return firstFile(
    chosen.map(([, inner]) => inner),
    conditions,
  );
}

function firstFile(targets: readonly unknown[], conditions: ReadonlySet<string>): string | undefined {
  for (const target of targets) {
    const file = fileOfTarget(target, conditions);
    if (file !== undefined) return file;
  }
  return undefined;
}

/**
 * The file that `import` of a package gives, relative to the package's folder; undefined: the package exports nothing.
 * Own code, for createRequire().resolve refuses a package with an `import` condition only, and import.meta.resolve takes no parent without a flag.
 */
export function mainFile(manifest: unknown, conditions: ReadonlySet<string>): string | undefined {
  if (!isFields(manifest)) return undefined;
  const { exports, main } = manifest;
  if (exports === undefined || exports === null) return typeof main === 'string' ? main : './index.js';
  const hasSubpaths = isFields(exports) && Object.keys(exports).some((key) => key.startsWith('.'));
  return fileOfTarget(hasSubpaths ? exports['.'] : exports, conditions);
}
