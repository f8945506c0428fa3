import { type Fields, says, textOf } from './fields.ts';

/** Who is in the company, as far as the application may see. */
export interface Directory {
  readonly users: readonly string[];
  /** Departments by their id, and their members. */
  readonly parties?: Readonly<Record<string, readonly string[]>>;
  /** Tags by their id, and who has them. */
  readonly tags?: Readonly<Record<string, readonly string[]>>;
  /** Members without a licence for the interface. */
  readonly unlicensed?: readonly string[];
}

/** To whom a message goes, and whom the API names as not reached. */
export interface Addressed {
  readonly members: readonly string[];
  readonly failures: Fields;
}

const most = { touser: 1000, toparty: 100, totag: 100 } as const;

const listed = (value: unknown): string[] =>
  textOf(value)
    .split('|')
    .filter((one) => one !== '');

const named = (name: string, list: readonly string[]): Fields => (list.length === 0 ? {} : { [name]: list.join('|') });

/** Reads touser, toparty and totag; a refusal when nobody is left. */
export function addressed(body: Fields, directory: Directory): Addressed | { readonly refused: Fields } {
  const { users, parties = {}, tags = {}, unlicensed = [] } = directory;
  const [toUser, toParty, toTag] = [listed(body.touser), listed(body.toparty), listed(body.totag)];
  if (toUser.length > most.touser) return { refused: says(40003, 'invalid userid: more than 1000') };
  if (toParty.length > most.toparty || toTag.length > most.totag) {
    return { refused: says(40066, 'invalid party list: more than 100') };
  }
  const all = toUser.length === 1 && toUser[0] === '@all';
  const known = new Map(users.map((user) => [user.toLowerCase(), user]));
  const given = all ? users : toUser.flatMap((user) => known.get(user.toLowerCase()) ?? []);
  const reached = [
    ...given,
    ...(all ? [] : [...toParty.flatMap((id) => parties[id] ?? []), ...toTag.flatMap((id) => tags[id] ?? [])]),
  ];
  const members = [...new Set(reached)].filter((user) => !unlicensed.includes(user));
  if (members.length === 0) return { refused: says(81013, 'user & party & tag all invalid') };
  const invalid = all ? [] : toUser.filter((user) => !known.has(user.toLowerCase())).map((user) => user.toLowerCase());
  return {
    members,
    failures: {
      ...named('invaliduser', invalid),
      ...named(
        'invalidparty',
        toParty.filter((id) => !Object.hasOwn(parties, id)),
      ),
      ...named(
        'invalidtag',
        toTag.filter((id) => !Object.hasOwn(tags, id)),
      ),
      ...named(
        'unlicenseduser',
        [...new Set(reached)].filter((user) => unlicensed.includes(user)),
      ),
    },
  };
}
