/** Who holds a journal's directory. What the machine cannot tell is empty. */
export interface Holder {
  readonly pid: number;
  /** When the process started, in clock ticks since the machine did (proc(5), field 22 of stat): a pid is used again, with another start. */
  readonly startTime: string;
  readonly host: string;
  /** Changes with each start of the machine, and differs between machines. */
  readonly bootId: string;
  /** In another namespace the same pid is another process: in a container it is always 1. */
  readonly pidNamespace: string;
  /** Chance: tells one holder's lock from another's. */
  readonly token: string;
}

/** `gone`: the lock may be taken. `alive`: it may not. `unknown`: its process cannot be seen from here, only its heartbeat can. */
export type HolderState = 'gone' | 'alive' | 'unknown';

/** Judges a holder, as seen by `self`. `startTimeOf`: of a process visible here; undefined when there is none, "" when nobody can say. */
export function judgeHolder(
  holder: Holder,
  self: Holder,
  startTimeOf: (pid: number) => string | undefined,
): HolderState {
  // Without boot ids (not Linux) the host's name has to do. A restarted container has another name, another namespace, or both.
  const isHere =
    holder.bootId === self.bootId &&
    holder.pidNamespace === self.pidNamespace &&
    (holder.bootId !== '' || holder.host === self.host);
  if (!isHere) return 'unknown';
  const startTime = startTimeOf(holder.pid);
  if (startTime === undefined) return 'gone';
  return startTime === holder.startTime || startTime === '' || holder.startTime === '' ? 'alive' : 'gone';
}

/** A lock's size in its file: always the same, so that taking it over needs no room on the disk. */
export const lockBytes = 1_024;

/** The holder as the file's content; undefined: released. */
export function encodeHolder(holder: Holder | undefined): Buffer {
  return Buffer.from(
    JSON.stringify(holder ?? { released: true })
      .padEnd(lockBytes - 1)
      .concat('\n'),
  );
}

/**
 * Reads a lock file; `unreadable`: it is being written, or was when its writer died. An empty one is nobody's, for a lock appears
 * with its holder in it: its file was made by a process that had no room to write, or it lost its content with the power.
 */
export function decodeHolder(text: string): Holder | 'released' | 'unreadable' {
  if (text === '') return 'released';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Half-written: the caller looks whether somebody keeps it alive.
    return 'unreadable';
  }
  if (typeof value !== 'object' || value === null) return 'unreadable';
  if ('released' in value) return 'released';
  const field = (name: string): string => {
    const found: unknown = Reflect.get(value, name);
    return typeof found === 'string' ? found : '';
  };
  const pid: unknown = Reflect.get(value, 'pid');
  if (typeof pid !== 'number' || field('token') === '') return 'unreadable';
  return {
    pid,
    startTime: field('startTime'),
    host: field('host'),
    bootId: field('bootId'),
    pidNamespace: field('pidNamespace'),
    token: field('token'),
  };
}
