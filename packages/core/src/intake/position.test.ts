import { describe, expect, test } from 'vitest';
import type { ScopeState } from '../record.ts';
import type { Position, Push } from '../revision.ts';
import { type Candidate, ScopeProgress, type Verdict } from './position.ts';

const known = (state: Partial<ScopeState> = {}): ScopeState => ({
  position: '100',
  epoch: 0,
  newestEventAt: 1000,
  unmarked: new Set<string>(),
  ...state,
});

const candidate = (id: string, eventAt = 2000): Candidate => ({
  id,
  resourceVersion: id.slice(id.indexOf(':') + 1),
  eventAt,
});

/** One push with what it shows, as `uid:resourceVersion` and, if it matters, the event time. */
class Scope {
  readonly progress: ScopeProgress;
  constructor(state: ScopeState | undefined, startsAt = 0) {
    this.progress = new ScopeProgress(state, startsAt);
  }

  watch(position: Position, ...candidates: Candidate[]): readonly Verdict[] {
    return this.#take({ kind: 'watch', scope: '', revisions: [], position }, candidates).verdicts;
  }

  page(...candidates: Candidate[]): readonly Verdict[] {
    return this.#take({ kind: 'page', scope: '', revisions: [] }, candidates).verdicts;
  }

  listed(position: Position) {
    return this.#take({ kind: 'listed', scope: '', position }, []);
  }

  epoch(position: Position) {
    return this.#take({ kind: 'epoch', scope: '', position, reason: 'test' }, []);
  }

  #take(push: Push, candidates: readonly Candidate[]) {
    return this.progress.take(push, candidates);
  }
}

describe('a watch', () => {
  test('at or below the position was taken, above it is new', () => {
    const scope = new Scope(known());
    expect(scope.watch('101', candidate('a:99'), candidate('b:100'), candidate('c:101'))).toEqual([
      'taken',
      'taken',
      'new',
    ]);
    expect(scope.progress.position).toBe('101');
  });

  test('compares as decimal strings: 1000 is after 999', () => {
    const scope = new Scope(known({ position: '999' }));
    expect(scope.watch('1000', candidate('a:1000'))).toEqual(['new']);
    expect(scope.watch('1000', candidate('a:999'))).toEqual(['taken']);
  });

  test('what a push in flight has taken is taken, durable or not', () => {
    const scope = new Scope(known());
    scope.watch('105', candidate('a:105'));
    expect(scope.watch('105', candidate('a:105'))).toEqual(['taken']);
  });

  test('a frame that an unfinished list had appended is taken, the next revision of that event is new', () => {
    const scope = new Scope(known({ unmarked: new Set(['a:103']) }));
    expect(scope.watch('104', candidate('b:102'), candidate('a:103'), candidate('a:104'))).toEqual([
      'new',
      'taken',
      'new',
    ]);
  });

  test('a position that a replayed watch shows does not move it back', () => {
    const scope = new Scope(known());
    scope.watch('90');
    expect(scope.progress.position).toBe('100');
  });

  test('versions that are no decimals are taken unless equal to the position', () => {
    const scope = new Scope(known({ position: 'abc' }));
    expect(scope.watch('def', candidate('a:abc'), candidate('b:def'))).toEqual(['taken', 'new']);
    expect(scope.progress.position).toBe('def');
  });
});

describe('a relist', () => {
  test('shows in key order what was taken and what is new, and moves the position only when complete', () => {
    const scope = new Scope(known());
    expect(scope.page(candidate('a:120'), candidate('b:80'))).toEqual(['new', 'taken']);
    expect(scope.progress.position).toBe('100');
    expect(scope.page(candidate('c:110'))).toEqual(['new']);
    expect(scope.listed('125').mark).toBe('list');
    expect(scope.progress.position).toBe('125');
    expect(scope.watch('126', candidate('a:120'), candidate('d:126'))).toEqual(['taken', 'new']);
  });

  test('that starts again in the same process repeats nothing', () => {
    const scope = new Scope(known());
    scope.page(candidate('a:120'));
    expect(scope.page(candidate('a:120'), candidate('b:121'))).toEqual(['taken', 'new']);
  });

  test('that starts again takes an event that changed in between', () => {
    const scope = new Scope(known());
    scope.page(candidate('a:120'));
    expect(scope.page(candidate('a:130'))).toEqual(['new']);
  });

  test('after a crash in its middle repeats nothing', () => {
    const scope = new Scope(known({ unmarked: new Set(['a:120']) }));
    expect(scope.page(candidate('a:120'), candidate('b:121'))).toEqual(['taken', 'new']);
  });

  test('from another server that is behind does not move the position back', () => {
    const scope = new Scope(known());
    scope.listed('95');
    expect(scope.progress.position).toBe('100');
  });
});

describe('the first list', () => {
  test('startAt now: nothing was shown, the position is the list’s', () => {
    const scope = new Scope(undefined);
    expect(scope.listed('100').mark).toBe('list');
    expect(scope.watch('101', candidate('a:100'), candidate('a:101'))).toEqual(['taken', 'new']);
  });

  test('startAt oldest: all of it is new', () => {
    expect(new Scope(undefined).page(candidate('a:7', 1), candidate('b:3', 2))).toEqual(['new', 'new']);
  });

  test('startAt some time back: an older event time is before the start', () => {
    const scope = new Scope(undefined, 500);
    expect(scope.page(candidate('a:7', 499), candidate('b:3', 500))).toEqual(['before-start', 'new']);
  });

  test('a crash in its middle: it is still the first', () => {
    const scope = new Scope(known({ position: undefined, unmarked: new Set(['b:3']) }), 500);
    expect(scope.page(candidate('a:7', 499), candidate('b:3', 500), candidate('c:9', 700))).toEqual([
      'before-start',
      'taken',
      'new',
    ]);
  });

  test('a later relist knows no start', () => {
    expect(new Scope(known(), 5000).page(candidate('a:120', 3000))).toEqual(['new']);
  });
});

describe('a new epoch', () => {
  test('what is newer in event time is new, whatever its resourceVersion; the position may go back', () => {
    const scope = new Scope(known());
    scope.epoch('50');
    expect(scope.progress.entersEpoch).toBe(true);
    expect(scope.page(candidate('a:40', 900), candidate('b:45', 1001))).toEqual(['taken', 'new']);
    scope.listed('50');
    expect(scope.progress).toMatchObject({ position: '50', epoch: 1, entersEpoch: false });
  });

  test('of the same event time is new unless it is known to be taken', () => {
    const scope = new Scope(known({ newestIds: ['a:100'] }));
    scope.epoch('50');
    expect(scope.page(candidate('a:100', 1000), candidate('b:45', 1000))).toEqual(['taken', 'new']);
  });

  test('its list does not raise the time that it compares with', () => {
    const scope = new Scope(known());
    scope.epoch('50');
    expect(scope.page(candidate('a:40', 9000), candidate('b:41', 2000))).toEqual(['new', 'new']);
  });

  test('that is announced again for the same list still compares with the old epoch', () => {
    const scope = new Scope(known());
    scope.epoch('50');
    scope.page(candidate('a:40', 9000));
    scope.epoch('52');
    expect(scope.page(candidate('a:40', 9000), candidate('b:51', 2000))).toEqual(['taken', 'new']);
  });

  test('a crash in the middle of its list: the next process repeats nothing and loses nothing', () => {
    const scope = new Scope(known({ unmarked: new Set(['a:40']) }));
    scope.epoch('50');
    expect(scope.page(candidate('a:40', 9000), candidate('b:41', 2000))).toEqual(['taken', 'new']);
  });

  test('afterwards a watch compares with the new position only', () => {
    const scope = new Scope(known());
    scope.epoch('50');
    scope.listed('50');
    expect(scope.watch('51', candidate('a:50', 1), candidate('a:51', 1))).toEqual(['taken', 'new']);
  });

  test('the next one compares with what this one’s list has taken', () => {
    const scope = new Scope(known());
    scope.epoch('50');
    scope.page(candidate('a:40', 9000));
    scope.listed('50');
    scope.epoch('20');
    expect(scope.page(candidate('b:10', 8000), candidate('a:40', 9000))).toEqual(['taken', 'taken']);
  });

  test('a watch that works from the old position ends it', () => {
    const scope = new Scope(known());
    scope.epoch('50');
    scope.watch('101', candidate('a:101'));
    expect(scope.page(candidate('b:60', 9000), candidate('c:102', 1))).toEqual(['taken', 'new']);
    scope.listed('102');
    expect(scope.progress.epoch).toBe(0);
  });
});

describe('a mark is needed', () => {
  test('when a watch moved the position', () => {
    const { progress } = new Scope(known());
    expect(progress.take({ kind: 'watch', scope: '', revisions: [], position: '101' }, []).mark).toBe('due');
    expect(progress.take({ kind: 'watch', scope: '', revisions: [], position: '101' }, []).mark).toBe('no');
  });

  test('but not before the watch has passed all that an unfinished list had appended: the mark would hide it', () => {
    const { progress } = new Scope(known({ unmarked: new Set(['a:110']) }));
    expect(progress.take({ kind: 'watch', scope: '', revisions: [], position: '105' }, []).mark).toBe('no');
    expect(progress.take({ kind: 'watch', scope: '', revisions: [], position: '110' }, []).mark).toBe('due');
  });
});
