import { Fault, type Fields, isFields } from './fault.ts';
import { checkId } from './store.ts';

/** One action of a bulk request. */
export interface Action {
  readonly name: string;
  readonly index: string;
  readonly id: string | undefined;
  readonly source: Fields;
}

function parse(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (isFields(value)) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new Fault(400, 'x_content_parse_exception', `Malformed content, found [${line.slice(0, 20)}]`);
}

const parameters: ReadonlySet<string> = new Set([
  '_index',
  '_id',
  'pipeline',
  'routing',
  'require_alias',
  'dynamic_templates',
]);

/**
 * Reads a bulk request: action line and document line in turn, each ended by a line feed.
 * @param takesType the server knows mapping types (7): later ones refuse `_type`
 * @throws Fault for one that is refused as a whole
 */
export function readBulk(body: string, takesType: boolean): readonly Action[] {
  if (body === '') throw new Fault(400, 'parse_exception', 'request body is required');
  if (!body.endsWith('\n')) {
    throw new Fault(400, 'illegal_argument_exception', 'The bulk request must be terminated by a newline [\\n]');
  }
  const lines = body.slice(0, -1).split('\n');
  const actions: Action[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const [name, meta] = Object.entries(parse(lines[at] ?? ''))[0] ?? ['', undefined];
    if (!isFields(meta) || (name !== 'create' && name !== 'index')) {
      throw new Fault(400, 'illegal_argument_exception', `Malformed action/metadata line [${at + 1}]`);
    }
    const unknown = Object.keys(meta).find((key) => !parameters.has(key) && !(takesType && key === '_type'));
    if (unknown !== undefined) {
      const reason = `Action/metadata line [${at + 1}] contains an unknown parameter [${unknown}]`;
      throw new Fault(400, 'illegal_argument_exception', reason);
    }
    const id = typeof meta._id === 'string' ? meta._id : undefined;
    if (id !== undefined) checkId(id);
    actions.push({ name, index: String(meta._index), id, source: parse(lines[at + 1] ?? '') });
  }
  return actions;
}
