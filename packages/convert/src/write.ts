import { Document, isMap, isSeq } from 'yaml';
import type { Conversion, Converted, ConvertedSink } from './conversion.ts';
import { isFields } from './part.ts';
import { takeSecretsOut } from './secrets.ts';
import type { Variable, Variables } from './variables.ts';

/** Columns of a comment: what an editor shows without wrapping. */
const width = 110;

/** Writes a conversion as a config with comments. `keepSecrets`: tokens stay where they are. */
export function writeConfig(conversion: Conversion, variables: Variables, keepSecrets: boolean): Converted {
  const sinks = conversion.sinks.map((sink) => ({
    ...sink,
    with: keepSecrets
      ? sink.with
      : takeSecretsOut(
          { name: sink.name, options: sink.with, secrets: sink.secrets, environment: conversion.environment },
          variables,
        ),
  }));
  const entries = sinks.map(entryOf);
  const document = new Document(variables.reveal({ ...conversion.settings, sinks: entries }));
  const needed = variables.usedIn([conversion.settings, entries]);
  document.commentBefore = comment(
    [
      `Made by kubeherald convert from ${conversion.what}.`,
      ...variableLines(needed, conversion.namespace),
      ...(keepSecrets ? ['Secrets stand here as they stood there: keep this file in a Secret.'] : []),
      ...conversion.changes,
      ...conversion.unexpressed.map((line) => `NOT CONVERTED: ${line}`),
    ].map((line) => variables.say(line)),
  );
  const list = document.get('sinks', true);
  if (isSeq(list)) {
    for (const [index, item] of list.items.entries()) {
      const sink = sinks[index];
      if (sink === undefined || !isMap(item)) continue;
      item.commentBefore = comment(
        [sink.origin, ...sink.changes, ...sink.unexpressed.map((line) => `NOT CONVERTED: ${line}`)].map((line) =>
          variables.say(line),
        ),
      );
      if (index > 0) item.spaceBefore = true;
    }
  }
  return {
    yaml: document.toString({ lineWidth: 0 }),
    unexpressed: [
      ...conversion.unexpressed,
      ...sinks.flatMap(({ name, unexpressed }) => unexpressed.map((line) => `${name}: ${line}`)),
    ].map((line) => variables.say(line)),
  };
}

function entryOf({ name, use, match, delivery, with: options }: ConvertedSink): Readonly<Record<string, unknown>> {
  return {
    name,
    use,
    ...(isEmpty(match) ? {} : { match }),
    ...(delivery === undefined || isEmpty(delivery) ? {} : { delivery }),
    ...(isEmpty(options) ? {} : { with: options }),
  };
}

function isEmpty(fields: unknown): boolean {
  return isFields(fields) && Object.keys(fields).length === 0;
}

function variableLines(needed: readonly Variable[], namespace: string): readonly string[] {
  const made = needed.filter(({ isNew }) => isNew);
  const kept = needed.filter(({ isNew }) => !isNew);
  return [
    ...(made.length === 0
      ? []
      : [
          'Secrets are not written here. Put them into a Secret (fill the values in), and give it to the container with envFrom: [{ secretRef: { name: kubeherald } }]:',
          `  kubectl create secret generic kubeherald -n ${namespace} ${made.map(({ name }) => `--from-literal=${name}='…'`).join(' ')}`,
          ...made.map(({ name, origin }) => `  ${name}: ${origin}`),
        ]),
    ...(kept.length === 0
      ? []
      : ['Keep these variables in the environment:', ...kept.map(({ name, origin }) => `  ${name}: ${origin}`)]),
  ];
}

/** Lines as a comment; long ones are broken at spaces, but for commands. */
function comment(lines: readonly string[]): string {
  return lines
    .flatMap((line) => (/^ +kubectl /.test(line) ? [line] : broken(line)))
    .map((line) => ` ${line}`)
    .join('\n');
}

function broken(line: string): readonly string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const rows: string[] = [];
  let row = '';
  for (const word of line
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .split(' ')) {
    if (row !== '' && indent.length + row.length + word.length >= width) {
      rows.push(`${rows.length === 0 ? indent : `${indent}  `}${row}`);
      row = '';
    }
    row += row === '' ? word : ` ${word}`;
  }
  return [...rows, `${rows.length === 0 ? indent : `${indent}  `}${row}`];
}
