import { isFields } from './fields.ts';
import { pointer } from './places.ts';

/** A plugin's fault whose message begins with the name of an option; `path` is a JSON pointer into the options. */
export interface NamedFault {
  readonly path: string;
  /** Without the name, where that says no more than the path. */
  readonly message: string;
}

/** The option that a plugin's fault speaks of, by the words that it begins with: `tls.ca: …`, `template:1:8: …`. `""`: none that is given. */
export function namedOption(message: string, options: unknown): NamedFault {
  const [, name = ''] = /^([A-Za-z][\w-]*(?:\.[\w-]+|\[\d+\])*)(?=:)/.exec(message) ?? [];
  let path = '';
  let inner: unknown = options;
  const steps = name.match(/[\w-]+/g) ?? [];
  for (const [index, step] of steps.entries()) {
    const holds = isFields(inner) || Array.isArray(inner) ? Object.getOwnPropertyDescriptor(inner, step) : undefined;
    // The option is there, and lacks this part: it stands for it.
    if (holds === undefined && (index === 0 || !isFields(inner))) return { path, message };
    path = pointer(path, step);
    inner = holds?.value;
  }
  return { path, message: message.startsWith(`${name}: `) && path !== '' ? message.slice(name.length + 2) : message };
}
