import { expect, it } from 'vitest';
import type { FolderState } from '../journal/index.ts';
import { journalRow } from './check-journal.ts';

const MiB = 1024 ** 2;
const settings = { path: '/data', memory: false, retentionBytes: 2048 * MiB, segmentBytes: 64 * MiB };
const good: FolderState = { existing: '/data', exists: true, freeBytes: 8192 * MiB, heldBytes: 0 };

it.each<[string, Partial<FolderState>, string, string]>([
  ['there', {}, 'ok', 'writable, 8 GiB free, held by no process'],
  ['not there', { existing: '/', exists: false }, 'ok', 'not there yet, can be made'],
  ['held', { holder: { pid: 7, host: 'n1', seen: true, silentMs: 5 } }, 'ok', 'held by process 7 on n1, which runs'],
  [
    'held elsewhere',
    { holder: { pid: 7, host: 'n1', seen: false, silentMs: 3400 } },
    'ok',
    'last held by process 7 on n1, which cannot be seen from here and was heard 3 s ago',
  ],
  ['not ours', { refused: 'EACCES' }, 'problem', 'this user may not write in it (EACCES)'],
  [
    'not to be made',
    { existing: '/', exists: false, refused: 'EROFS' },
    'problem',
    'may not write in /, where it would',
  ],
  ['on a small disk', { freeBytes: 1024 * MiB }, 'note', 'less than the journal may still grow by (2 GiB)'],
  ['on a full disk', { freeBytes: 10 * MiB }, 'problem', '10 MiB free, held by no process: the disk is nearly full'],
  ['grown to its bound on a disk that is full', { freeBytes: 10 * MiB, heldBytes: 2048 * MiB }, 'ok', '10 MiB free'],
])('a folder that is %s', (_name, over, state, message) => {
  const row = journalRow(settings, { ...good, ...over });
  expect(row).toMatchObject({ what: 'journal', name: '/data', state });
  expect(row.message).toContain(message);
  if (state !== 'ok') expect(row.help).toMatch(/journal\./);
});
