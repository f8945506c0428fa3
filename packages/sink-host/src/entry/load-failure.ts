import { fileURLToPath } from 'node:url';
import { codes, SinkHostError } from '../codes.ts';
import { flatten } from '../flatten.ts';

/** A plugin's URL as people write it. */
export function readable(url: string): string {
  return url.startsWith('file:') ? fileURLToPath(url) : url;
}

/** The first place of a stack that is no part of Node: ` (/path/sink.js:3:7)`, or nothing. */
function placeIn(stack: string | undefined): string {
  const [, place] = /^\s+at (?:.*\()?(file:\/\/[^\s)]+:\d+:\d+)\)?$/m.exec(stack ?? '') ?? [];
  const [, url = '', at = ''] = /^(.*?)(:\d+:\d+)$/.exec(place ?? '') ?? [];
  return url === '' ? '' : ` (${readable(url)}${at})`;
}

function helpFor(cause: { readonly name: string; readonly code: string }, file: string): string {
  if (cause.code === 'ERR_MODULE_NOT_FOUND' || cause.code === 'MODULE_NOT_FOUND') {
    return 'A part that it needs is missing: install the sink again, with its dependencies';
  }
  if (cause.name === 'SyntaxError') return `Mend or update the sink; node --check ${file} may show the line`;
  return 'Mend or update the sink, or tell its author';
}

/** Says why a plugin's module could not be imported, where it threw, and what to do. Whatever it threw is the cause. */
export function loadFailure(url: string, cause: unknown): SinkHostError {
  const file = readable(url);
  const thrown = flatten(cause);
  const message = `Loading ${file} failed: ${thrown.message}${placeIn(thrown.stack)}. ${helpFor(thrown, file)}`;
  return new SinkHostError(codes.pluginLoad, message, { cause });
}

/** Says that looking at a module's default export threw: a getter of it, or a proxy's trap. What that threw is the cause. */
export function exportUnreadable(url: string, cause: unknown): SinkHostError {
  const thrown = flatten(cause);
  const message = `The default export of ${readable(url)} cannot be read: ${thrown.message}${placeIn(thrown.stack)}. Export what defineSink returns as it is, with no proxy or getter around it`;
  return new SinkHostError(codes.pluginExport, message, { cause });
}

/** Says that the definition of a sink, or its schema, threw when it was looked at. What that threw is the cause. */
export function undescribable(url: string, cause: unknown): SinkHostError {
  const thrown = flatten(cause);
  const message = `What the sink at ${readable(url)} says of itself cannot be read: ${thrown.message}${placeIn(thrown.stack)}. Its config must be plain JSON Schema, as Type.Object makes it, and its mannerWith must not throw; mend or update the sink, or tell its author`;
  return new SinkHostError(codes.pluginDefinition, message, { cause });
}
