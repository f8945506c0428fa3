import { ConversionError } from './conversion-error.ts';

/** An object of a document. */
export type Fields = { readonly [field: string]: unknown };

/** Steps from a document's root. */
export type Path = readonly (string | number)[];

/** Tells where a part of a document stands, as file:line:col. */
export type Locate = (path: Path) => string;

/** A value in a document, which knows where it stands. What is not there is a part too: its value is undefined. */
export class Part {
  readonly value: unknown;
  readonly path: Path;
  readonly #locate: Locate;

  constructor(value: unknown, path: Path, locate: Locate) {
    this.value = value;
    this.path = path;
    this.#locate = locate;
  }

  /** file:line:col */
  get place(): string {
    return this.#locate(this.path);
  }

  /** Its last step: a field's name, or an index. */
  get name(): string {
    return String(this.path.at(-1) ?? '');
  }

  /** Whether it says something; `null` says nothing. */
  get given(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** A field by its name; one that differs in case alone is taken too, as Go's readers of YAML and JSON do. */
  field(name: string): Part {
    const { value } = this;
    if (!isFields(value)) return new Part(undefined, [...this.path, name], this.#locate);
    const key = Object.hasOwn(value, name)
      ? name
      : (Object.keys(value).find((one) => one.toLowerCase() === name.toLowerCase()) ?? name);
    return new Part(Object.hasOwn(value, key) ? value[key] : undefined, [...this.path, key], this.#locate);
  }

  /** The field that steps lead to. */
  at(...names: readonly string[]): Part {
    return names.reduce<Part>((part, name) => part.field(name), this);
  }

  /** The fields of an object. @throws ConversionError when it is something else; nothing has none */
  fields(): readonly Part[] {
    if (!this.given) return [];
    if (!isFields(this.value)) throw this.fault('expected an object');
    return Object.entries(this.value).map(([name, value]) => new Part(value, [...this.path, name], this.#locate));
  }

  /** The items of a list. @throws ConversionError when it is something else; nothing has none */
  items(): readonly Part[] {
    if (!this.given) return [];
    if (!Array.isArray(this.value)) throw this.fault('expected a list');
    return this.value.map((value: unknown, index) => new Part(value, [...this.path, index], this.#locate));
  }

  /** A text; numbers and booleans are taken for their text. @throws ConversionError for an object or a list; nothing is empty */
  text(): string {
    if (!this.given) return '';
    if (typeof this.value === 'string') return this.value;
    if (typeof this.value === 'number' || typeof this.value === 'boolean') return String(this.value);
    throw this.fault('expected a text');
  }

  /** A number; 0 when it is not given. @throws ConversionError for anything else */
  number(): number {
    const number = this.given ? Number(this.text()) : 0;
    if (Number.isNaN(number)) throw this.fault('expected a number');
    return number;
  }

  /** True or false; false when it is not given. @throws ConversionError for anything else */
  flag(): boolean {
    if (!this.given) return false;
    if (typeof this.value !== 'boolean') throw this.fault('expected true or false');
    return this.value;
  }

  /** Texts by name. */
  texts(): readonly (readonly [string, string])[] {
    return this.fields().map((field) => [field.name, field.text()] as const);
  }

  /** The same part with every text in it made anew. */
  withTexts(change: (text: string) => string): Part {
    return new Part(changeTexts(this.value, change), this.path, this.#locate);
  }

  /** An error at this place. `expected`: what was wrong or expected. */
  fault(expected: string): ConversionError {
    return new ConversionError([`${this.place}: ${dotted(this.path)}${expected}${shown(this.value)}`]);
  }
}

function dotted(path: Path): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return steps === '' ? '' : `${steps.replace(/^\./, '')}: `;
}

/** What was found, without what an object may hold of secrets. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return `, found a list of ${value.length}`;
  if (isFields(value)) return `, found an object with ${Object.keys(value).slice(0, 8).join(', ') || 'no fields'}`;
  return `, found ${JSON.stringify(value).slice(0, 60)}`;
}

function changeTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one: unknown) => changeTexts(one, change));
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changeTexts(inner, change)]));
}

/** Whether a value is an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
