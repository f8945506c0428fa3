import type { OptionFault } from '../protocol.ts';
import { isFields, pointer } from './unknown-options.ts';

/** The part of TypeBox's validation error that faults are made of. */
export interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly params: object;
  readonly message: string;
}

const list = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(', ');

/** Examples for the patterns that the SDK's `duration` and `bytes` stand for: nobody reads a regular expression. */
const examples = new Map<unknown, string>([
  ['duration', 'must be a duration, such as 30s or 5m'],
  ['bytes', 'must be a size, such as 512KiB or 1MiB'],
]);

function schemaAt(schema: unknown, schemaPath: string): unknown {
  const steps = schemaPath.split('/').slice(1);
  return steps.reduce<unknown>((inner, step) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Reflect.get(inner, step.replaceAll('~1', '/').replaceAll('~0', '~'));
  }, schema);
}

function faultsOf(error: SchemaError, schema: unknown): OptionFault[] {
  const at = schemaAt(schema, error.schemaPath);
  const params: {
    readonly requiredProperties?: unknown;
    readonly allowedValues?: unknown;
    readonly allowedValue?: unknown;
  } = error.params;
  const one = (message: string): OptionFault[] => [{ path: error.instancePath, message }];
  switch (error.keyword) {
    case 'required': {
      const missing = Array.isArray(params.requiredProperties) ? params.requiredProperties : [];
      return missing.map((name) => ({ path: pointer(error.instancePath, String(name)), message: 'is required' }));
    }
    case 'enum':
      return one(Array.isArray(params.allowedValues) ? `must be one of ${list(params.allowedValues)}` : error.message);
    case 'const':
      return one(`must be ${JSON.stringify(params.allowedValue)}`);
    case 'pattern':
    case 'type':
      return one((isFields(at) ? examples.get(at.unit) : undefined) ?? error.message);
    // unknownOptions says it better: `boolean` is told of each property that `additionalProperties: false` refuses.
    case 'boolean':
    case 'additionalProperties':
      return [];
    default:
      return one(error.message);
  }
}

function describeForms(forms: readonly unknown[]): string {
  const constants = forms.flatMap((form) => (isFields(form) && 'const' in form ? [form.const] : []));
  if (constants.length === forms.length) return `must be one of ${list(constants)}`;
  const names = forms.map((form) =>
    isFields(form) ? ('const' in form ? JSON.stringify(form.const) : String(form.type)) : 'something else',
  );
  return `must be one of these: ${[...new Set(names)].join(', ')}`;
}

/** A value may have one of several forms. When its type fits only one of them, that form's faults are told, else that none fits. */
function unionFaults(union: SchemaError, within: readonly SchemaError[], schema: unknown): OptionFault[] {
  const at = schemaAt(schema, union.schemaPath);
  const forms = isFields(at) && Array.isArray(at.anyOf) ? at.anyOf : [];
  const perForm = forms.map((_, index) =>
    within.filter((error) => `${error.schemaPath}/`.startsWith(`${union.schemaPath}/anyOf/${index}/`)),
  );
  const ofFittingType = perForm.filter(
    (errors) =>
      !errors.some(
        ({ keyword, instancePath }) =>
          instancePath === union.instancePath && (keyword === 'type' || keyword === 'const'),
      ),
  );
  const [only] = ofFittingType;
  if (ofFittingType.length === 1 && only !== undefined && only.length > 0) return optionFaults(only, schema);
  return [{ path: union.instancePath, message: describeForms(forms) }];
}

/** TypeBox's errors in words for the person who wrote the config, one per option that is wrong. */
export function optionFaults(errors: readonly SchemaError[], schema: unknown): OptionFault[] {
  const unions = errors.filter(({ keyword }) => keyword === 'anyOf');
  const isWithin = (error: SchemaError, union: SchemaError) =>
    error.schemaPath.startsWith(`${union.schemaPath}/anyOf/`);
  return errors
    .filter((error) => !unions.some((union) => isWithin(error, union)))
    .flatMap((error) => {
      if (error.keyword !== 'anyOf') return faultsOf(error, schema);
      return unionFaults(
        error,
        errors.filter((other) => isWithin(other, error)),
        schema,
      );
    });
}
