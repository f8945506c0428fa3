import { Type } from '../schema.ts';

/** A Go template as a config has it. `compat: exact`: kube-eventer's bytes, without making values safe for JSON; `exact-if-valid`: those, where they are no broken JSON. */
export interface GoTemplateText {
  readonly go: string;
  readonly compat?: 'json-safe' | 'exact' | 'exact-if-valid' | undefined;
}

/** A template as a config has it: handlebars, or Go. */
export type TemplateText = string | GoTemplateText;

const others = 'Or a Go template: `{ go: … }`. In place of either text: `{ configMap: { namespace, name, key } }`.';

/**
 * The option of a template: `template: "{{reason}}"` (handlebars) or `template: { go: "{{ .Reason }}" }`. The daemon also takes a
 * ConfigMap's key in place of either text, and gives the sink the text.
 * @param options `description` and `examples` are of the handlebars form
 */
export function templateOption(options: { readonly description: string; readonly examples?: readonly string[] }) {
  const { description, examples = [] } = options;
  return Type.Union(
    [
      Type.String({ minLength: 1 }),
      Type.Object(
        {
          go: Type.String({ minLength: 1, description: 'A Go template instead; it sees the Event as Go programs do.' }),
          compat: Type.Optional(
            Type.Enum(['json-safe', 'exact', 'exact-if-valid'], {
              description:
                '`json-safe` (default): in a template that is JSON, values are escaped. `exact`: the bytes that kube-eventer sends. `exact-if-valid`: those, but where they are broken JSON the safe ones.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ],
    { description: `${description} ${others}`, examples: [...examples] },
  );
}
