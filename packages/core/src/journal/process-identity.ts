import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Holder } from './holder.ts';

/** This process, as a holder of locks. */
export function ownIdentity(): Holder {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? '',
    host: hostname(),
    bootId: contentOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: contentOf(() => readlinkSync('/proc/self/ns/pid')),
    token: randomUUID(),
  };
}

/** Start time of a process, in clock ticks (proc(5)); "" when it runs and nobody can say; undefined when there is none. */
export function startTimeOf(pid: number): string | undefined {
  const stat = contentOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat !== '') {
    // The command's name may hold blanks and parentheses: fields are counted from its last one. A zombie (Z) holds nothing.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : (fields[19] ?? '');
  }
  try {
    process.kill(pid, 0);
    return '';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? '' : undefined;
  }
}

/** Not every system has /proc, and it may be hidden: then this part of the identity is empty. */
function contentOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
