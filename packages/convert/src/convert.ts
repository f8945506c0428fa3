import type { Conversion, Converted } from './conversion.ts';
import { ConversionError } from './conversion-error.ts';
import { chartHint, readDocuments } from './documents.ts';
import { convertExporter, exporterConfigsIn } from './exporter/config.ts';
import { convertFlags } from './kube-eventer/flags.ts';
import { areManifests, convertManifests, unseenNote } from './kube-eventer/manifests.ts';
import { withUnknown, withUrls } from './kube-eventer/unknown-variables.ts';
import type { Part } from './part.ts';
import { Variables } from './variables.ts';
import { writeConfig } from './write.ts';

/** The programs whose configuration is understood. */
export const programs = ['kube-eventer', 'kubernetes-event-exporter'] as const;
export type Program = (typeof programs)[number];

/** How a conversion is done. */
export interface ConvertOptions {
  /** What the input is of; absent: it is told by what it looks like. */
  readonly from?: Program;
  /** Tokens and passwords stay in the config instead of becoming `${env:NAME}`. */
  readonly keepSecrets?: boolean;
}

/** Manifests, or a config file. */
export interface Input {
  /** What errors call it. */
  readonly name: string;
  readonly text: string;
}

/**
 * Turns manifests of kube-eventer, or a config of kubernetes-event-exporter, into a config with comments.
 * @throws ConversionError with file:line:col when the input is none of these, or would not work where it comes from
 */
export async function convert(input: Input, options: ConvertOptions = {}): Promise<Converted> {
  const variables = new Variables();
  const documents = readDocuments(input.name, input.text);
  const conversion = await conversionOf(input, documents, options.from, variables);
  return writeConfig(conversion, variables, options.keepSecrets === true);
}

/** Turns kube-eventer's flags into a config with comments. @throws ConversionError when kube-eventer would not start on them */
export function convertArguments(args: readonly string[], options: ConvertOptions = {}): Converted {
  const variables = new Variables();
  const environment = withUnknown(args, {}, variables);
  const flags = convertFlags({
    args: withUrls(args, environment, variables),
    environment,
    isUnknown: (text) => variables.isIn(text),
    place: (index) => `argument ${index + 1}`,
  });
  const conversion: Conversion = {
    ...flags,
    what: 'the flags of kube-eventer',
    changes: [...flags.changes, unseenNote("the environment of kube-eventer's container")],
    environment: new Map(),
    namespace: 'kube-system',
  };
  return writeConfig(conversion, variables, options.keepSecrets === true);
}

async function conversionOf(
  { name, text }: Input,
  documents: readonly Part[],
  from: Program | undefined,
  variables: Variables,
): Promise<Conversion> {
  const configs = from === 'kube-eventer' ? [] : exporterConfigsIn(name, text, documents);
  const [config, ...others] = configs;
  if (config !== undefined) {
    const conversion = await convertExporter(config, variables);
    return {
      ...conversion,
      unexpressed: [
        ...conversion.unexpressed,
        ...others.map(({ place }) => `${place}: another config; convert it by itself`),
      ],
    };
  }
  if (from !== 'kubernetes-event-exporter' && areManifests(documents)) {
    return convertManifests(name, documents, variables);
  }
  throw new ConversionError([
    `${documents[0]?.place ?? `${name}:1:1`}: expected ${expectation(from)}; found nothing of the kind. kube-eventer's flags go behind --: kubeherald convert -- --source=… --sink=…`,
    ...[chartHint(text)].filter((hint) => hint !== ''),
  ]);
}

function expectation(from: Program | undefined): string {
  const manifests = 'manifests of kube-eventer (apiVersion, kind: Deployment, …)';
  const config = 'a config of kubernetes-event-exporter (route, receivers), or the ConfigMap that holds it';
  if (from === 'kube-eventer') return manifests;
  return from === 'kubernetes-event-exporter' ? config : `${manifests} or ${config}`;
}
