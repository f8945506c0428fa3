import { lowerCaseNote, namesOf, repeatedNote, spacesNote } from './filters.ts';
import type { MappedMatch } from './mapped-sink.ts';
import type { Parameters } from './parameters.ts';

/** A match, and the lines about it. */
export interface Filter {
  readonly match: MappedMatch;
  readonly notes: readonly string[];
}

/** The filters of dingtalk and wechat: Warning by default, a level that is none sends everything, and the namespace is the Event's own. */
export function chatFilter(parameters: Parameters): Filter {
  const { level, note } = levelOf(parameters.first('level'));
  const namespaces = namesOf(parameters.first('namespaces'));
  const kinds = namesOf(parameters.first('kinds'));
  return {
    match: {
      ...(level === undefined ? {} : { level }),
      ...(namespaces === undefined ? {} : { eventNamespaces: namespaces }),
      ...(kinds === undefined ? {} : { kinds }),
    },
    notes: [
      ...(note === undefined ? [] : [note]),
      ...['namespaces', 'kinds'].flatMap((name) => [
        ...repeatedNote(name, parameters.all(name)),
        ...spacesNote(name, parameters.first(name)),
      ]),
      ...lowerCaseNote(parameters.first('kinds')),
    ],
  };
}

function levelOf(level: string | undefined): { level?: readonly string[]; note?: string } {
  if (level === undefined || level === 'Warning') return { level: ['Warning'] };
  if (level === 'Normal') return { level: ['Normal', 'Warning'] };
  return {
    note: `level=${level} is no level, so events of every type are sent, as with kube-eventer; write level=Warning, or level=Normal for both`,
  };
}
