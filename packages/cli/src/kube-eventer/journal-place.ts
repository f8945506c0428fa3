import { accessSync, constants, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the image puts the journal, and where a volume is mounted. */
export const usualFolder = '/var/lib/kubeherald';

/** The config's `journal`, and what to say of it. */
export interface JournalPlace {
  readonly journal: Readonly<Record<string, unknown>>;
  readonly note: string;
  /** A folder that is to be removed at the end; it is this process's alone. */
  readonly temporary?: string;
}

/** Of a container's own file system, of which a node has little to spare. */
const retention = { bytes: '512MiB' } as const;
/** kube-eventer's manifests allow 250 MiB in all. */
const memory = { memory: true, memoryBytes: '32MiB' } as const;

/**
 * Chooses where events wait until every sink has them. A Deployment of kube-eventer has no volume for it: what is mounted at the usual
 * folder is used and kept; else the container's file system, for this run alone; else memory.
 * @param chosen a folder, or `memory`; undefined: nothing was said
 */
export function journalPlace(chosen: string | undefined, folder: string = usualFolder): JournalPlace {
  if (chosen === 'memory') return inMemory('as asked for');
  if (chosen !== undefined && chosen !== '')
    return { journal: { path: chosen }, note: `events wait in ${chosen} until every sink has them` };
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    if (statSync(folder).dev !== statSync(dirname(folder)).dev) {
      return {
        journal: { path: folder },
        note: `events wait in the volume at ${folder} until every sink has them, whatever becomes of the pod`,
      };
    }
    const path = mkdtempSync(join(folder, 'run-'));
    const note = `events wait in the container's file system (${path}) until every sink has them, and are lost with the container: mount a volume at ${folder} to keep them`;
    return { journal: { path, retention }, note, temporary: path };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return inMemory(`${folder} cannot be written (${code}): mount a volume there to keep them`);
  }
}

function inMemory(why: string): JournalPlace {
  return {
    journal: memory,
    note: `events wait in memory until every sink has them, and are lost with the process; ${why}`,
  };
}
