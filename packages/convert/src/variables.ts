import { isFields } from './part.ts';

/** A variable that the new config takes from its environment. */
export interface Variable {
  readonly name: string;
  /** Where its value is today, or what it is. */
  readonly origin: string;
  /** Whether it must be made: the value stood in what was converted. Otherwise it is in the environment already. */
  readonly isNew: boolean;
}

/**
 * Values that become `${env:NAME}`. While what was given is read, a stand-in takes the place of a value that nobody knows here: it is a
 * word that every part of a URI may hold.
 */
export class Variables {
  readonly #names: string[] = [];
  readonly #needed = new Map<string, Variable>();
  readonly #hidden = new Map<string, string>();

  /** A word in place of a variable's value. */
  standIn(name: string): string {
    const known = this.#names.indexOf(name);
    const index = known < 0 ? this.#names.push(name) - 1 : known;
    return `zqv${index}zqv`;
  }

  /** A URL in place of a variable that holds one. `goesOn`: what follows it are more parameters. */
  standInUrl(name: string, goesOn: boolean): string {
    const word = `${this.standIn(name)}url`;
    return goesOn ? `https://${word}?access_token=${word}` : `https://${word}`;
  }

  /** The variable whose stand-in a text is; undefined for any other text. */
  nameOf(text: string): string | undefined {
    const index = /^zqv(\d+)zqv$/.exec(text)?.[1];
    return index === undefined ? undefined : this.#names[Number(index)];
  }

  /** Whether a text holds a stand-in. */
  isIn(text: string): boolean {
    return /zqv\d+zqv/.test(text);
  }

  /** Names a value that stands in the input; the same value gets the same name. @returns what to write in its place */
  hide(wanted: string, origin: string, value: string, known: ReadonlyMap<string, string>): string {
    const [existing] = [...known].find(([, one]) => one === value) ?? [this.#hidden.get(value)];
    if (existing !== undefined) return this.standIn(existing);
    let name = wanted;
    for (let count = 2; this.#needed.has(name); count++) name = `${wanted}_${count}`;
    this.#needed.set(name, { name, origin, isNew: true });
    this.#hidden.set(value, name);
    return this.standIn(name);
  }

  /** Says where a variable's value is today. */
  explain(name: string, origin: string): void {
    if (!this.#needed.has(name)) this.#needed.set(name, { name, origin, isNew: false });
  }

  /** A value for the config: `${` is written so that it stays as it is, and stand-ins become `${env:NAME}`. */
  reveal(value: unknown): unknown {
    if (typeof value === 'string') return this.#revealText(value.replaceAll('${', () => '$${'));
    if (Array.isArray(value)) return value.map((one: unknown) => this.reveal(one));
    if (!isFields(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, this.reveal(inner)]));
  }

  /** A line for people, with the variables' names. */
  say(text: string): string {
    return this.#revealText(text);
  }

  /** Those whose stand-in is in a value. */
  usedIn(value: unknown): readonly Variable[] {
    const used = new Set([...JSON.stringify(value).matchAll(/zqv(\d+)zqv/g)].map((match) => Number(match[1])));
    return [...used].flatMap((index) => {
      const name = this.#names[index];
      return name === undefined
        ? []
        : [this.#needed.get(name) ?? { name, origin: 'set it as for the program that was converted', isNew: false }];
    });
  }

  #revealText(text: string): string {
    return text.replace(
      /https:\/\/zqv(\d+)zqvurl(?:\?access_token=zqv\1zqvurl)?|zqv(\d+)zqv/g,
      (whole, ofUrl?: string, index?: string) => {
        const name = this.#names[Number(ofUrl ?? index)];
        return name === undefined ? whole : `\${env:${name}}`;
      },
    );
  }
}
