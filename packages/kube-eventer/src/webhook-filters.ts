import { RE2JS, RE2JSException } from 're2js';
import type { Filter } from './chat-filters.ts';
import { anywhere, lowerCaseNote, namesOf, repeatedNote, spacesNote } from './filters.ts';
import type { Parameters } from './parameters.ts';

/** The filters of webhook: every type by default, a level that is none means Warning, and the namespace is the involved object's. */
export function webhookFilter(parameters: Parameters): Filter {
  const level = levelOf(parameters.first('level'));
  const namespaces = namesOf(parameters.first('namespaces'));
  const kinds = namesOf(parameters.first('kinds'));
  const reasons = reasonsOf(parameters.first('reason'));
  const names = ['namespaces', 'kinds', 'reason'];
  return {
    match: {
      ...(level.level === undefined ? {} : { level: level.level }),
      ...(namespaces === undefined ? {} : { namespaces }),
      ...(kinds === undefined ? {} : { kinds }),
      ...(reasons.reasons === undefined ? {} : { reasons: reasons.reasons }),
    },
    notes: [
      ...level.notes,
      ...names.flatMap((name) => [
        ...repeatedNote(name, parameters.all(name)),
        // What came of a + is no space that somebody wrote.
        ...spacesNote(name, parameters.written(name)?.includes('+') && name === 'reason' ? '' : parameters.first(name)),
      ]),
      ...['namespaces', 'kinds'].flatMap((name) => emptyNote(name, parameters.first(name))),
      ...lowerCaseNote(parameters.first('kinds')),
      ...regularExpressionNote(parameters.first('namespaces')),
      ...plusNote(parameters.written('reason')),
      ...reasons.notes,
    ],
  };
}

function levelOf(level: string | undefined): { readonly level?: readonly string[]; readonly notes: readonly string[] } {
  if (level === undefined) return { notes: [] };
  if (level === 'Normal') return { level: ['Normal', 'Warning'], notes: [] };
  if (level === 'Warning') return { level: ['Warning'], notes: [] };
  return {
    level: ['Warning'],
    notes: [
      `level=${level} is no level, so only Warning is sent, as with kube-eventer; write level=Warning, or level=Normal for both, or leave it out for everything`,
    ],
  };
}

function emptyNote(name: string, value: string | undefined): readonly string[] {
  return value !== undefined && namesOf(value) === undefined
    ? [`${name}= is empty, so it filters nothing; kube-eventer drops every event then. Remove it`]
    : [];
}

function regularExpressionNote(namespaces: string | undefined): readonly string[] {
  return /[*^$[\]()|+?]/.test(namespaces ?? '')
    ? [`namespaces=${namespaces}: these are exact names and no regular expressions, as with kube-eventer`]
    : [];
}

/** `^(?!A|B)` and the like: not beginning with any of these. RE2 has no look-ahead. */
const negativeLookAhead = /^\^?\(\?!/;

/** What an empty expression finds in kube-eventer: everything in a reason that is there. */
const anyReason = '(?s).';

function reasonsOf(list: string | undefined): {
  readonly reasons?: readonly string[];
  readonly notes: readonly string[];
} {
  if (list === '') return { notes: emptyNote('reason', list) };
  const parts = list?.split(',') ?? [];
  const written = parts.filter((one) => one !== '');
  const notes = [...splitNote(written)];
  if (written.length < parts.length) {
    const rest = written.length === 0 ? 'Remove it' : `Remove the comma to filter by ${written.join(',')}`;
    notes.push(
      `reason=${list}: a part of it is empty, which matches every reason, so every event that has one is sent, as with kube-eventer. ${rest}`,
    );
  }
  const reasons = written.filter((pattern) => {
    const fault = faultOf(pattern);
    if (fault !== undefined) {
      const hint = negativeLookAhead.test(pattern)
        ? ' RE2 has no look-ahead; a config file can say what is not wanted: match: { not: { reasons: […] } }.'
        : '';
      notes.push(
        `reason=${pattern} is no regular expression (${fault}), so it does not filter; kube-eventer drops the events without a word.${hint} A comma separates patterns and can be no part of one`,
      );
      return false;
    }
    const meant = characterClass(pattern);
    if (meant !== undefined) notes.push(meant);
    return true;
  });
  if (written.length < parts.length) return { reasons: [anywhere(anyReason)], notes };
  return reasons.length === 0 ? { notes } : { reasons: reasons.map(anywhere), notes };
}

/** `Back.{1,3}Off`: each part is an expression that RE2 takes to the letter. */
function splitNote(patterns: readonly string[]): readonly string[] {
  const first = patterns.findIndex((one) => /\{\d+$/.test(one));
  const [before, after] = first < 0 ? [] : patterns.slice(first);
  return before === undefined || after === undefined || !/^\d*\}/.test(after)
    ? []
    : [
        `reason=${before},${after}: the comma makes these two patterns, "${before}" and "${after}", which hardly match anything, as with kube-eventer; write the repetition without a comma, such as (x|xx) for x{1,2}`,
      ];
}

function faultOf(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    if (error instanceof RE2JSException) return error.message.replace(/^error parsing regexp: /, '');
    throw error;
  }
}

/** A `+` that became a space; spaces that were written as such are {@link spacesNote}'s. */
function plusNote(written: string | undefined): readonly string[] {
  return written?.includes('+')
    ? [
        `reason=${written}: a + in a URI is a space, which hardly a reason has, so a pattern with it hardly matches anything, as with kube-eventer; write %2B for a +`,
      ]
    : [];
}

/** `[^Unhealthy]` means: has a character that is none of U, n, h, e, a, l, t, y. Hardly a reason has not. */
function characterClass(pattern: string): string | undefined {
  const [, start, inside, repeated = '', end] = /^(\^?)\[\^([A-Za-z|*.]{3,})\]([*+ ]?)(\$?)$/.exec(pattern) ?? [];
  if (inside === undefined) return undefined;
  const names = inside.split('|').map((name) => name.replace(/[*.]/g, ''));
  const effect =
    repeated === ' '
      ? 'which matches a character other than those, and the space behind it, so no reason'
      : start === '^' && end === '$'
        ? 'which, from ^ to $, matches reasons that have none of those characters, hardly any of them'
        : 'which matches every reason with a character other than those, nearly all of them';
  return `reason=${pattern} does not mean "not ${names.join(', ')}": it is a character class, ${effect}, as with kube-eventer. To leave a reason out, use a config file with match: { not: { reasons: [${names.join(', ')}] } }`;
}
