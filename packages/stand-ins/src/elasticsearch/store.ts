import { Fault, type Fields, isFields } from './fault.ts';
import { Mapping } from './mapping.ts';

/** An index, or the backing index of a data stream. */
export interface Index {
  readonly name: string;
  readonly isStream: boolean;
  readonly documents: Map<string, Fields>;
  readonly mapping: Mapping;
  /** Aliases that its template, or somebody, gave it. */
  readonly aliases: string[];
}

export interface StoreOptions {
  /** The type of error for a document that does not fit. */
  readonly refusal: string;
  /** action.auto_create_index. */
  readonly autoCreate: boolean;
}

/** Characters that no index name has, and first characters that none begins with. */
const forbidden = /[\\/*?"<>| ,#:A-Z]|^[-_+]|^\.{1,2}$/;
const longestName = 255;
const longestId = 512;

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Indices, data streams and templates of one cluster. */
export class Store {
  readonly indices = new Map<string, Index>();
  readonly templates = new Map<string, Fields>();
  /** Names of indices that take no writes. */
  readonly blocked = new Set<string>();
  readonly #options: StoreOptions;
  #ids = 0;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  /** @throws Fault for a template that overlaps another one of the same priority */
  putTemplate(name: string, template: Fields): void {
    const patterns = strings(template.index_patterns);
    if (patterns.length === 0) throw new Fault(400, 'validation_exception', 'index patterns are missing');
    for (const [other, { index_patterns, priority }] of this.templates) {
      const overlap = strings(index_patterns).some((one) =>
        patterns.some((pattern) => matches(one, pattern.replace('*', ''))),
      );
      if (other !== name && priority === template.priority && overlap) {
        const reason = `index template [${name}] has index patterns ${JSON.stringify(patterns)} matching patterns from existing templates [${other}] with the same priority`;
        throw new Fault(400, 'illegal_argument_exception', reason);
      }
    }
    this.templates.set(name, template);
  }

  /** @throws Fault as the server refuses a document */
  write(name: string, id: string | undefined, source: Fields, overwrite: boolean): 'created' | 'updated' {
    const index = this.#indexFor(name);
    if (this.blocked.has(name)) {
      throw new Fault(
        403,
        'cluster_block_exception',
        `index [${name}] blocked by: [FORBIDDEN/12/index read-only / allow delete (api)];`,
      );
    }
    const own = id ?? `auto-${++this.#ids}`;
    if (index.isStream && typeof source['@timestamp'] !== 'string') {
      throw new Fault(400, this.#options.refusal, 'data stream timestamp field [@timestamp] is missing');
    }
    if (index.isStream && overwrite) {
      const reason = 'only write ops with an op_type of create are allowed in data streams';
      throw new Fault(400, 'illegal_argument_exception', reason);
    }
    const isKnown = index.documents.has(own);
    if (isKnown && !overwrite) {
      const reason = `[${own}]: version conflict, document already exists (current version [1])`;
      throw new Fault(409, 'version_conflict_engine_exception', reason);
    }
    index.mapping.take(own, source);
    index.documents.set(own, source);
    return isKnown ? 'updated' : 'created';
  }

  /** Makes an index. @throws Fault for one that exists, or a name that no index has */
  create(name: string): void {
    if (this.indices.has(name)) {
      throw new Fault(400, 'resource_already_exists_exception', `index [${name}] already exists`);
    }
    this.#checkName(name);
    this.indices.set(name, this.#make(name));
  }

  /** @throws Fault for an index that does not exist */
  addAlias(name: string, alias: string): void {
    const index = this.indices.get(name);
    if (!index) throw new Fault(404, 'index_not_found_exception', `no such index [${name}]`);
    if (!index.aliases.includes(alias)) index.aliases.push(alias);
  }

  #checkName(name: string): void {
    if (forbidden.test(name) || Buffer.byteLength(name) > longestName) {
      throw new Fault(400, 'invalid_index_name_exception', `Invalid index name [${name}]`);
    }
  }

  #indexFor(name: string): Index {
    const known = this.indices.get(name);
    if (known) return known;
    this.#checkName(name);
    if (!this.#options.autoCreate) throw new Fault(404, 'index_not_found_exception', `no such index [${name}]`);
    const made = this.#make(name);
    this.indices.set(name, made);
    return made;
  }

  #make(name: string): Index {
    const found = [...this.templates.values()]
      .filter(({ index_patterns }) => strings(index_patterns).some((pattern) => matches(pattern, name)))
      .sort((one, other) => Number(other.priority ?? 0) - Number(one.priority ?? 0))[0];
    const template = isFields(found?.template) ? found.template : {};
    const mapping = new Mapping(isFields(template.mappings) ? template.mappings : {}, this.#options.refusal);
    const aliases = isFields(template.aliases) ? Object.keys(template.aliases) : [];
    return { name, isStream: isFields(found?.data_stream), documents: new Map(), mapping, aliases };
  }
}

/** @throws Fault for an id that the whole request is refused for */
export function checkId(id: string): void {
  const bytes = Buffer.byteLength(id);
  if (bytes <= longestId) return;
  const reason = `Validation Failed: 1: id [${id}] is too long, must be no longer than ${longestId} bytes but was: ${bytes};`;
  throw new Fault(400, 'action_request_validation_exception', reason);
}
