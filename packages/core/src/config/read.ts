import { readFileSync } from 'node:fs';
import { resolveOptions } from '@kubeherald/sink-host';
import { Check } from 'typebox/value';
import { parseYaml } from './document.ts';
import { faultWords } from './fault-words.ts';
import { isFields } from './fields.ts';
import { faultLine, inOrder, noPlaces, type Place, pointer } from './places.ts';
import { type Config, resolve, type SinkConfig } from './resolved.ts';
import { retryFaults } from './retry-waits.ts';
import { configSchema } from './schema.ts';
import { fillSecrets, type SecretSource, systemSecrets } from './secrets.ts';
import { soundSinks } from './sound-sinks.ts';

/** What came of reading a config file; plain data, so that it can cross threads. */
export type ReadConfig =
  | {
      readonly kind: 'good';
      readonly config: Config;
      /** Places in the file by JSON pointer, for faults that show later: a plugin's options, a match. */
      readonly places: ReadonlyMap<string, Place>;
      /** Values that came from the environment or from files: never to be shown. */
      readonly secrets: readonly string[];
    }
  | {
      readonly kind: 'faulty';
      readonly faults: readonly string[];
      /** Sinks without their faulty fields, by their index: what is right of them can be checked further. */
      readonly sound: ReadonlyMap<number, SinkConfig>;
      /** Those of them whose options (`with`) have lost some: that these are missing is no fault. */
      readonly cut: ReadonlySet<number>;
      readonly places: ReadonlyMap<string, Place>;
    };

/** Settings that come from no file. Plain data, so that it can cross threads. */
export interface GivenSettings {
  /** What faults call it: `the command line`. */
  readonly from: string;
  /** As a config file would have them; `${…}` in a text is nothing special. */
  readonly settings: Record<string, unknown>;
  /** Values in it that nothing may show, beside those that the sinks' schemas mark. */
  readonly secrets: readonly string[];
}

/** Reads and checks a config file; all that is wrong with it is told at once. Never throws. */
export async function readConfig(file: string, source: SecretSource = systemSecrets): Promise<ReadConfig> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return onlyFaults([`${file}: cannot be read (${reason}); name another with --config`]);
  }
  return parseConfig(file, text, source);
}

/** Where secrets belong. */
const mayBeSecret = /^\/(sinks\/\d+\/with|admin\/token)/;

/** `match:` with nothing behind it means the same as no `match`. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutEmpty(inner)]])),
  );
}

/**
 * Checks settings that were put together elsewhere, such as from a command line: as those of a file, but nothing is filled in, and
 * faults have no line. `from` is what faults call it.
 */
export async function checkSettings({ from, settings, secrets }: GivenSettings): Promise<ReadConfig> {
  const line = (path: string, message: string) => faultLine(from, noPlaces, path, message);
  return check(settings, new Set(secrets), { faults: new Map(), places: noPlaces, line });
}

/** {@link readConfig} for a text; `file` is only what faults call it. */
export async function parseConfig(file: string, text: string, source: SecretSource): Promise<ReadConfig> {
  const yaml = parseYaml(text);
  if (yaml.faults.length > 0) {
    return onlyFaults(yaml.faults.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`));
  }
  const faults = new Map<string, string>();
  const line = (path: string, message: string) => faultLine(file, yaml.places, path, message);
  const report = (path: string, message: string) => faults.set(`${path} ${message}`, line(path, message));
  const secrets = new Set<string>();
  yaml.replaceStrings((string, path) =>
    fillSecrets(
      string,
      source,
      // A cluster's or namespace's name from the environment is no secret; blotting it out would spoil every log line.
      (value) => mayBeSecret.test(path) && secrets.add(value),
      (message) => report(path, message),
    ),
  );
  const written = withoutEmpty(yaml.value()) ?? {};
  if (!isFields(written)) {
    report('', 'the file must hold settings such as cluster, source and sinks');
    return onlyFaults([...faults.values()]);
  }
  return check(written, secrets, { faults, places: yaml.places, line });
}

/** Where the settings come from, and what was found wrong with them before. */
interface Written {
  readonly faults: Map<string, string>;
  readonly places: ReadonlyMap<string, Place>;
  readonly line: (path: string, message: string) => string;
}

async function check(
  written: Record<string, unknown>,
  secrets: Set<string>,
  { faults, places, line }: Written,
): Promise<ReadConfig> {
  const report = (path: string, message: string) => faults.set(`${path} ${message}`, line(path, message));
  for (const { path, message } of [...repeatedNames(written), ...retryFaults(written)]) report(path, message);
  const resolved = await resolveOptions(configSchema, written);
  if (resolved.kind === 'faulty')
    for (const { path, message } of resolved.faults) report(path, faultWords(path, message, written));
  const complete: unknown = resolved.kind === 'good' ? resolved.options : written;
  if (faults.size > 0 || !Check(configSchema, complete)) {
    // The key of a fault begins with its path.
    const sinks = await soundSinks(
      written,
      [...faults.keys()].map((key) => key.split(' ')[0] ?? ''),
    );
    return { kind: 'faulty', faults: inOrder([...faults.values()]), ...sinks, places };
  }
  if (complete.admin.token !== undefined) secrets.add(complete.admin.token);
  return { kind: 'good', config: resolve(complete), places, secrets: [...secrets] };
}

function onlyFaults(faults: readonly string[]): ReadConfig {
  return { kind: 'faulty', faults, sound: new Map(), cut: new Set(), places: new Map() };
}

function repeatedNames(config: { readonly [field: string]: unknown }): { path: string; message: string }[] {
  const seen = new Map<string, number>();
  const sinks = Array.isArray(config.sinks) ? config.sinks : [];
  return sinks.flatMap((sink: unknown, index) => {
    if (!isFields(sink) || typeof sink.name !== 'string') return [];
    const first = seen.get(sink.name);
    if (first === undefined) {
      seen.set(sink.name, index);
      return [];
    }
    const path = pointer(pointer('/sinks', index), 'name');
    return [
      { path, message: `"${sink.name}" is already the name of sinks[${first}]; give each sink a name of its own` },
    ];
  });
}
