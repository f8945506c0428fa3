import { Fault, type Fields, isFields } from './fault.ts';

/** What an index knows of a field. */
interface Mapped {
  readonly type: string;
  /** keyword: longer values are not indexed. */
  readonly ignoreAbove: number;
  /** keyword: false when neither index nor doc_values make a term of it. */
  readonly hasTerms: boolean;
}

/** Bytes of the longest term of a Lucene index. */
const longestTerm = 32_766;
/** index.mapping.total_fields.limit. */
const mostFields = 1000;
/** strict_date_optional_time, the default format of date fields. */
const isoDate = /^\d{4}(-\d{2}(-\d{2}(T\d{2}(:\d{2}(:\d{2}([.,]\d{1,9})?)?)?(Z|[+-]\d{2}(:?\d{2})?)?)?)?)?$/;
/** Dynamic mapping asks for a whole date. */
const wholeDate = /^\d{4}-\d{2}-\d{2}/;

const isDate = (value: unknown): boolean => typeof value === 'string' && isoDate.test(value);

/** The mapping of one index: given by a template, grown by documents, never changed. */
export class Mapping {
  readonly #fields = new Map<string, Mapped>();
  readonly #dateDetection: boolean;
  readonly #refusal: string;

  /** @param mappings of the template; @param refusal the type of error for a document that does not fit: it differs by version */
  constructor(mappings: Fields, refusal: string) {
    this.#dateDetection = mappings.date_detection !== false;
    this.#refusal = refusal;
    this.#define('', isFields(mappings.properties) ? mappings.properties : {});
  }

  /** Types by path, for tests. */
  get types(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#fields].map(([path, { type }]) => [path, type]));
  }

  #define(parent: string, properties: Fields): void {
    for (const [name, value] of Object.entries(properties)) {
      if (!isFields(value)) continue;
      const path = parent + name;
      const disabled = value.enabled === false;
      const type = disabled ? 'disabled' : typeof value.type === 'string' ? value.type : 'object';
      const hasTerms = !(value.index === false && value.doc_values === false);
      this.#fields.set(path, { type, ignoreAbove: Number(value.ignore_above ?? Infinity), hasTerms });
      if (isFields(value.properties)) this.#define(`${path}.`, value.properties);
    }
  }

  /** Takes a document's fields into the mapping. @throws Fault when one does not fit; the mapping then stays as it was */
  take(id: string, source: Fields): void {
    const added = new Map<string, Mapped>();
    this.#walk(id, '', source, added);
    if (this.#fields.size + added.size > mostFields) {
      throw new Fault(400, 'illegal_argument_exception', `Limit of total fields [${mostFields}] has been exceeded`);
    }
    for (const [path, mapped] of added) this.#fields.set(path, mapped);
  }

  #walk(id: string, parent: string, source: Fields, added: Map<string, Mapped>): void {
    for (const [name, value] of Object.entries(source)) {
      const steps = name.split('.');
      if (steps.some((step) => step.trim() === '')) {
        throw new Fault(
          400,
          this.#refusal,
          `field name [${name}] cannot contain only whitespace, or start or end with [.]`,
        );
      }
      let path = parent;
      for (const step of steps.slice(0, -1)) {
        path += step;
        this.#fit(id, path, {}, added);
        path += '.';
      }
      this.#value(id, path + steps.at(-1), value, added);
    }
  }

  #value(id: string, path: string, value: unknown, added: Map<string, Mapped>): void {
    if (value === null) return;
    if (Array.isArray(value)) {
      for (const one of value) this.#value(id, path, one, added);
      return;
    }
    this.#fit(id, path, value, added);
    const type = (this.#fields.get(path) ?? added.get(path))?.type;
    if (isFields(value) && type === 'object') this.#walk(id, `${path}.`, value, added);
  }

  #fit(id: string, path: string, value: unknown, added: Map<string, Mapped>): void {
    const known = this.#fields.get(path) ?? added.get(path);
    if (known === undefined) {
      added.set(path, { type: this.#guess(value), ignoreAbove: Infinity, hasTerms: true });
      return;
    }
    if (known.type === 'disabled') return;
    const wantsObject = known.type === 'object' || known.type === 'flattened' || known.type === 'flat_object';
    if (wantsObject && !isFields(value)) {
      const reason = `object mapping for [${path}] tried to parse field [${path}] as object, but found a concrete value`;
      throw new Fault(400, this.#refusal, reason);
    }
    const isLong = known.type === 'keyword' && known.hasTerms && String(value).length <= known.ignoreAbove;
    if (isLong && Buffer.byteLength(String(value)) > longestTerm) {
      const reason = `Document contains at least one immense term in field="${path}"`;
      throw new Fault(400, 'illegal_argument_exception', reason);
    }
    const isWrong =
      (!wantsObject && isFields(value)) ||
      (known.type === 'date' && !isDate(value)) ||
      (known.type === 'long' && !Number.isFinite(Number(value)));
    if (isWrong) {
      const reason = `failed to parse field [${path}] of type [${known.type}] in document with id '${id}'. Preview of field's value: '${typeof value === 'string' ? value : JSON.stringify(value)}'`;
      throw new Fault(400, this.#refusal, reason);
    }
  }

  #guess(value: unknown): string {
    if (isFields(value)) return 'object';
    if (typeof value === 'number') return Number.isInteger(value) ? 'long' : 'float';
    if (typeof value === 'boolean') return 'boolean';
    return this.#dateDetection && isDate(value) && wholeDate.test(String(value)) ? 'date' : 'text';
  }
}
