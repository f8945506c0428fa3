import { formsOf, isSchema, propertiesOf } from './listing/option-rows.ts';

/** Shorter values are found in innocent words; nobody's credential is that short. */
const shortestSecret = 4;

/** Takes these values out of a text, the longest first, so that one that contains another is hidden whole. */
export function hider(secrets: readonly string[]): (text: string) => string {
  const hidden = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .sort((one, other) => other.length - one.length);
  return (text) => hidden.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), text);
}

/** The values of a sink's options that its schema marks as secret, also those that were written into the config as they are. */
export function secretsIn(schema: unknown, options: unknown): readonly string[] {
  if (!isSchema(schema)) return [];
  if (schema.secret === true) return textsIn(options);
  if (Array.isArray(options)) return options.flatMap((item) => secretsIn(schema.items, item));
  if (!isSchema(options)) return [];
  return formsOf(schema).flatMap((form) =>
    [...propertiesOf(form)].flatMap(([name, inner]) => secretsIn(inner, options[name])),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isSchema(value) ? Object.values(value).flatMap(textsIn) : [];
}
