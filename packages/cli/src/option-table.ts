import type { OptionRow } from '@kubeherald/core';
import { table } from './table.ts';

/** A sink's options as an indented table. */
export function optionTable(options: readonly OptionRow[], width?: number): string {
  if (options.length === 0) return '  no options\n';
  const head = ['  OPTION', 'TYPE', 'DEFAULT', 'DESCRIPTION'];
  const rows = options.map(({ name, type, secret, required, default: filled, description }) => [
    name,
    secret ? `${type}, secret` : type,
    required ? 'required' : filled === undefined ? 'none' : JSON.stringify(filled),
    description,
  ]);
  const [titles, ...lines] = table([head.map((title) => title.trim()), ...rows], width && width - 2).split(/(?<=\n)/);
  return [titles, ...lines].map((line) => `  ${line}`).join('');
}
