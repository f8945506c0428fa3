import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** One import, re-export or dynamic import with a literal specifier. */
export interface Import {
  /** Path of the importing file, from the repository's root. */
  readonly from: string;
  readonly specifier: string;
  /** The imported file from the repository's root; undefined for a package. */
  readonly target: string | undefined;
  /** Erased at run time, so it makes no cycle there. */
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\s+from\s+)?['"]([^'"]+)['"]/gm;
const dynamic = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Product sources (no tests, fixtures or templates) below `folder`. */
export function sources(root: string, folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/src/**/*.ts`, { cwd: root }))
    .filter((file) => !/\.test\.ts$|\/fixtures\/|\/testing\/|\.d\.ts$/.test(file))
    .sort();
}

/** Every import of `file`. */
export function importsOf(root: string, file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const target = specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : undefined;
    found.push({ from: file, specifier, target, typeOnly });
  };
  for (const match of text.matchAll(statement)) add(match[2] ?? '', match[1] !== undefined);
  for (const match of text.matchAll(dynamic)) add(match[1] ?? '', false);
  return found;
}

/** The first cycle among `edges` (file → files), as a path; undefined when there is none. */
export function findCycle(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (node: string): string[] | undefined => {
    if (state.get(node) === 'done') return undefined;
    if (state.get(node) === 'open') return [...path.slice(path.indexOf(node)), node];
    state.set(node, 'open');
    path.push(node);
    for (const next of edges.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    path.pop();
    state.set(node, 'done');
    return undefined;
  };
  for (const node of edges.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}
