import { ConfigError, compileTemplate } from '@kubeherald/sink-sdk';
import { isFields } from '../part.ts';
import { expressionOf, piecesOf } from './go-text.ts';

/** A Go template for the new config, and what could not be taken over. */
export interface Template {
  readonly go: string;
  readonly unexpressed: readonly string[];
}

/** What templates of kubernetes-event-exporter see beyond the Event, and what says the same here. */
const replacements: readonly (readonly [RegExp, string])[] = [
  [/\.GetTimestampMs\b/g, '.LastTimestamp.UnixMilli'],
  [/\.GetTimestampISO8601\b/g, '(.LastTimestamp.Format "2006-01-02T15:04:05.000Z")'],
];

/** The Event as JSON, which is what kubernetes-event-exporter sends without a layout. */
export const wholeEvent = '{{ toJson . }}';

/**
 * A layout, an object whose texts are templates, as one Go template of the same JSON. A text whose template cannot work here becomes
 * empty and is told.
 * @param clusterName what `.ClusterName` stands for
 */
export async function layoutTemplate(layout: unknown, clusterName: string): Promise<Template> {
  const unexpressed: string[] = [];
  const write = async (value: unknown, path: string, indent = ''): Promise<string> => {
    const inner = `${indent}  `;
    if (typeof value === 'string') return `"${await jsonText(value, path, clusterName, unexpressed)}"`;
    if (Array.isArray(value)) {
      const items = await Promise.all(value.map((one: unknown, index) => write(one, `${path}[${index}]`, indent)));
      return `[${items.join(', ')}]`;
    }
    if (!isFields(value)) return JSON.stringify(value ?? null);
    const fields = await Promise.all(
      Object.entries(value).map(
        async ([name, one]) =>
          `${braceless(JSON.stringify(name))}: ${await write(one, path === '' ? name : `${path}.${name}`, inner)}`,
      ),
    );
    return fields.length === 0 ? '{}' : `{\n${inner}${fields.join(`,\n${inner}`)}\n${indent}}`;
  };
  return { go: await write(layout, ''), unexpressed };
}

/**
 * A layout as a Go expression whose value is the JSON text: for where JSON stands within a text of JSON. Undefined when a template in it
 * does more than print values.
 */
export function layoutExpression(layout: unknown, clusterName: string): string | undefined {
  if (typeof layout === 'string') {
    const expression = expressionOf(adapted(layout, clusterName));
    return expression === undefined ? undefined : `(${expression})`;
  }
  if (Array.isArray(layout))
    return call(
      'list',
      layout.map((one: unknown) => layoutExpression(one, clusterName)),
    );
  if (!isFields(layout)) return layout === null || layout === undefined ? '""' : `(print ${JSON.stringify(layout)})`;
  return call(
    'dict',
    Object.entries(layout).flatMap(([name, inner]) => [JSON.stringify(name), layoutExpression(inner, clusterName)]),
  );
}

function call(name: string, parameters: readonly (string | undefined)[]): string | undefined {
  return parameters.includes(undefined) ? undefined : `(${[name, ...parameters].join(' ')})`;
}

/** What is wrong with a template of one text here; undefined when it works. */
export async function templateFault(go: string): Promise<string | undefined> {
  try {
    await compileTemplate({ go }, { mode: 'text' });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replace(/^template: (template: )?/, '');
    throw error;
  }
}

/** A template with the methods that exist only in kubernetes-event-exporter written in another way. */
export function adapted(template: string, clusterName: string): string {
  const named = template.replace(/\{\{-?\s*\.ClusterName\s*-?\}\}/g, () => clusterName);
  return piecesOf(named)
    .map(({ kind, text }) =>
      kind === 'text'
        ? text
        : replacements.reduce(
            (changed, [pattern, by]) => changed.replace(pattern, by),
            text.replace(/\.ClusterName\b/g, JSON.stringify(clusterName)),
          ),
    )
    .join('');
}

/** A text with templates, to stand between the quotes of a text of JSON: what is no action is escaped. */
async function jsonText(template: string, path: string, clusterName: string, unexpressed: string[]): Promise<string> {
  const changed = adapted(template, clusterName);
  const fault = await templateFault(changed);
  if (fault !== undefined) {
    unexpressed.push(`the template of ${path} (${template}) cannot be rendered here, so the text is empty: ${fault}`);
    return '';
  }
  return piecesOf(changed)
    .map(({ kind, text }) => (kind === 'action' ? text : JSON.stringify(text).slice(1, -1)))
    .join('');
}

/** Two braces in a text are no action. */
function braceless(json: string): string {
  return json.replaceAll('{{', '{\\u007b');
}
