import type { RawEvent } from '@kubeherald/sink-sdk';
import { normaliseEvent } from '@kubeherald/sink-sdk/event';
import { codes, HeraldError } from '../errors.ts';

/** A template and how to render it. */
export interface RenderOptions {
  readonly language: 'go' | 'handlebars';
  readonly text: string;
  /** What errors call it: its file. */
  readonly name: string;
  /** IANA zone in which a Go template shows times; default: the process's. */
  readonly zone?: string;
  /** Of a Go template. Default json-safe. */
  readonly compat?: 'json-safe' | 'exact' | 'exact-if-valid';
  /** The cluster's name in events. */
  readonly cluster: string;
}

/** Whether the template's own text begins as JSON does: then handlebars has to make JSON, as for a webhook's body. */
const beginsAsJson = (text: string): boolean => /^\s*(?:\[|\{(?!\{))/.test(text);

/**
 * What a template makes of each event, to the letter. It is rendered as sinks do it.
 * @throws HeraldError KH_TEMPLATE with line and column when it cannot work, or fails over one of the events
 */
export async function renderTemplate(options: RenderOptions, events: readonly RawEvent[]): Promise<readonly string[]> {
  const { language, text, name, zone, compat = 'json-safe', cluster } = options;
  // Loaded here and not above: the daemon, which shares this package, does without it on its main thread.
  const { compileTemplate } = await import('@kubeherald/sink-sdk');
  const shown = events.map((raw) => normaliseEvent(raw, { cluster, change: 'added' }));
  const json = language === 'handlebars' && beginsAsJson(text);
  try {
    // Its samples would be in the way: only what it makes of these events counts.
    const render = await compileTemplate(language === 'go' ? { go: text, compat } : text, {
      mode: json ? 'json' : 'text',
      name,
      samples: json ? shown : [],
      ...(zone === undefined ? {} : { zone }),
    });
    return shown.map(render);
  } catch (error) {
    throw new HeraldError(codes.template, error instanceof Error ? error.message : String(error), { cause: error });
  }
}
