export type { Surroundings } from './disk-journal.ts';
export type {
  Cursor,
  Journal,
  JournalObserver,
  JournalOptions,
  ReadLimit,
  ReadResult,
  StartAt,
} from './journal.ts';
export { openJournal } from './open.ts';
