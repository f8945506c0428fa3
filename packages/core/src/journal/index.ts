export { checkJournal } from './check.ts';
export type { CheckReport, CursorReport, DamageReport, SegmentReport } from './check-report.ts';
export type { Surroundings } from './disk-journal.ts';
export { dumpJournal } from './dump.ts';
export { type FolderState, inspectFolder } from './folder.ts';
export type {
  Claim,
  Cursor,
  Journal,
  JournalObserver,
  JournalOptions,
  ReadLimit,
  ReadResult,
  StartAt,
} from './journal.ts';
export { openMemoryJournal } from './memory-journal.ts';
export { openJournal } from './open.ts';
export { type RepairReport, repairJournal } from './repair.ts';
