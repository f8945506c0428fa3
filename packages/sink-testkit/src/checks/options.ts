import { Check as isValid } from 'typebox/schema';
import { type Check, judged } from '../check.ts';
import { isFields, type Option, optionsOf } from '../schema.ts';
import type { Trial } from '../trial.ts';

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function faultsOfOption({ path, schema }: Option): string[] {
  const faults: string[] = [];
  if (typeof schema.description !== 'string' || schema.description.trim() === '') {
    faults.push(
      `the option ${path} has no description. Say in one sentence what it is and in which unit: Type.String({ description: '…' })`,
    );
  }
  for (const example of list(schema.examples)) {
    if (!isValid(schema, example)) {
      faults.push(
        `the option ${path} has an example that its own schema refuses: ${JSON.stringify(example)}. Correct the example or the schema`,
      );
    }
  }
  if ('default' in schema && !isValid(schema, schema.default)) {
    faults.push(
      `the option ${path} has a default that its own schema refuses: ${JSON.stringify(schema.default)}. Correct the default or the schema`,
    );
  }
  return faults;
}

/** The example that people paste: the schema's own, else made of the examples of the options that are required. */
export function exampleOf(schema: object): {
  readonly example: Record<string, unknown>;
  readonly missing: readonly string[];
} {
  const [own] = isFields(schema) ? list(schema.examples) : [];
  if (isFields(own)) return { example: { ...own }, missing: [] };
  const example: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const { path, name, schema: option, required } of optionsOf(schema)) {
    if (!required || path !== name || 'default' in option) continue;
    const [first] = list(option.examples);
    if (first === undefined) missing.push(path);
    else example[name] = first;
  }
  return { example, missing };
}

async function faultsOfExample(trial: Trial, schema: object): Promise<string[]> {
  const { example, missing } = exampleOf(schema);
  if (missing.length > 0) {
    return missing.map(
      (path) =>
        `the required option ${path} has no example, so no example can be shown. Give it one: { examples: ['…'] }`,
    );
  }
  const faults = await trial.faultsOf(example);
  return faults.map(
    ({ path, message }) =>
      `the example ${JSON.stringify(example)} is not valid: ${path} ${message}. Correct the examples or the schema`,
  );
}

export const options: Check = {
  feature: 'options',
  title: 'every option has a description; examples, defaults and the config of this suite are valid',
  async run(trial) {
    const { schema } = await trial.description();
    const ofConfig = await trial.faultsOfConfig();
    return judged([
      ...ofConfig.map(({ path, message }) => `the config given to conformance is not valid: ${path} ${message}`),
      // The alternatives of a union may share options.
      ...new Set(optionsOf(schema).flatMap(faultsOfOption)),
      ...(await faultsOfExample(trial, schema)),
    ]);
  },
};
