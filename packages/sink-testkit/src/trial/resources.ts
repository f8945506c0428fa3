import { createHook } from 'node:async_hooks';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** Requests in flight and things of a single turn of the event loop: they end by themselves. */
const passing: ReadonlySet<string> = new Set(['Immediate', 'FSReqCallback', 'FSReqPromise', 'TickObject', 'Microtask']);

/** What takes something of the system's even when it does not keep the thread alive: idle connections of a pool, say. By node:async_hooks. */
const systemTypes: ReadonlyMap<string, string> = new Map([
  ['TCPWRAP', 'TCP connection'],
  ['TLSWRAP', 'TLS connection'],
  ['PIPEWRAP', 'pipe'],
  ['UDPWRAP', 'UDP socket'],
  ['TCPSERVERWRAP', 'TCP server'],
  ['PIPESERVERWRAP', 'pipe server'],
  ['PROCESSWRAP', 'child process'],
  ['FSEVENTWRAP', 'file watcher'],
  ['STATWATCHER', 'file watcher'],
  ['WORKER', 'worker thread'],
]);

/** Where Linux lists a process's open files; elsewhere forgotten files are not found. */
const openFiles = '/proc/self/fd';

/** Milliseconds for sockets and streams to close once they were told to; a machine may stand still meanwhile. */
const patienceMs = 3000;
const pauseMs = 10;

function linkOf(descriptor: string): string {
  try {
    return readlinkSync(`${openFiles}/${descriptor}`);
  } catch (error) {
    // The listing's own descriptor is closed by now.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Files proper. Sockets, pipes and devices of the process belong to others; the module loader reads sources now and then. */
function files(): readonly string[] {
  if (!existsSync(openFiles)) return [];
  const links = readdirSync(openFiles).map(linkOf);
  return links.filter((link) => /^\/(?!dev\/|proc\/|sys\/)/.test(link) && !/\.([cm]?[jt]s|json|map|node)$/.test(link));
}

/** What keeps this thread alive, and the files open in the process, each with how often. */
function held(): ReadonlyMap<string, number> {
  const alive = process.getActiveResourcesInfo().filter((name) => !passing.has(name));
  const counts = new Map<string, number>();
  for (const name of [...alive, ...files().map((path) => `the open file ${path}`)]) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** Watches what a sink acquires, from now on. */
export class ResourceWatch {
  readonly #before = held();
  readonly #system = new Map<number, string>();
  readonly #hook = createHook({
    init: (id, type) => {
      const name = systemTypes.get(type);
      if (name !== undefined) this.#system.set(id, name);
    },
    destroy: (id) => {
      this.#system.delete(id);
    },
  }).enable();

  /** What is still held, after waiting for it to go. Ends the watch. */
  async left(): Promise<readonly string[]> {
    const startedAt = performance.now();
    for (;;) {
      const left = this.#more();
      if (left.length === 0 || performance.now() - startedAt > patienceMs) {
        this.#hook.disable();
        return left;
      }
      // Not counted itself: a timer that keeps no thread alive is no resource.
      await wait(pauseMs, undefined, { ref: false });
    }
  }

  #more(): readonly string[] {
    const alive = [...held()].flatMap(([name, count]): string[] => {
      const added = count - (this.#before.get(name) ?? 0);
      // Connections and the like are told below, by a name that people know.
      if (added <= 0 || name.endsWith('Wrap')) return [];
      return Array.from({ length: added }, () => name);
    });
    const all = [...alive, ...this.#system.values()];
    const names = [...new Set(all)];
    return names.map((name) => {
      const count = all.filter((other) => other === name).length;
      return count === 1 ? name : `${count} × ${name}`;
    });
  }
}
