import { expandEnvironment } from '@kubeherald/kube-eventer';
import type { Conversion, ConvertedSink } from '../conversion.ts';
import { readInnerDocuments } from '../documents.ts';
import { objectsOf } from '../kube-eventer/workloads.ts';
import type { Part } from '../part.ts';
import type { Variables } from '../variables.ts';
import { changeText } from './go-text.ts';
import { waysThrough } from './paths.ts';
import { readRoute } from './route.ts';
import { settingsOf } from './settings.ts';
import { sinksOf } from './sinks.ts';

/** The configs of kubernetes-event-exporter in an input: the file itself, values of its chart, or ConfigMaps that hold one. */
export function exporterConfigsIn(name: string, text: string, documents: readonly Part[]): readonly Part[] {
  return objectsOf(documents).flatMap((object) => {
    if (isConfig(object)) return [object];
    if (isConfig(object.field('config'))) return [object.field('config')];
    if (object.field('kind').value !== 'ConfigMap') return [];
    return object
      .field('data')
      .fields()
      .filter(({ value }) => typeof value === 'string' && /^["']?receivers["']?:/m.test(value))
      .flatMap((part) => readInnerDocuments(name, text, part))
      .filter(isConfig);
  });
}

function isConfig(part: Part): boolean {
  return (
    !part.field('kind').given && (Array.isArray(part.field('receivers').value) || part.at('route', 'routes').given)
  );
}

/**
 * Turns a config of kubernetes-event-exporter into one of ours.
 * @throws ConversionError where the exporter could not read it either
 */
export async function convertExporter(config: Part, variables: Variables): Promise<Conversion> {
  const filled = config.withTexts((text) => changeText(text, (plain) => fillVariables(plain, variables)));
  const { settings, changes, clusterName } = settingsOf(filled);
  const ways = waysThrough(readRoute(filled.field('route')));
  const converted = await sinksOf(filled.field('receivers').items(), ways, { clusterName });
  const known = new Set(
    filled
      .field('receivers')
      .items()
      .map((one) => one.field('name').text()),
  );
  const sinks: readonly ConvertedSink[] = converted.sinks;
  return {
    what: `kubernetes-event-exporter: ${config.place.replace(/:\d+:\d+$/, '')}`,
    settings,
    sinks,
    changes: [...changes, ...converted.changes],
    unexpressed: [
      ...converted.unexpressed,
      ...ways
        .filter(({ receiver }) => !known.has(receiver))
        .map(
          ({ receiver, place }) =>
            `${place}: there is no receiver ${receiver}, so this rule sends nothing, as with the exporter`,
        ),
    ],
    environment: new Map(),
    namespace: 'monitoring',
  };
}

/** The exporter fills variables in before it reads the YAML; their values are not known here. */
function fillVariables(text: string, variables: Variables): string {
  const names = expandEnvironment(text, {}).unset;
  return expandEnvironment(text, Object.fromEntries(names.map((name) => [name, variables.standIn(name)]))).text;
}
