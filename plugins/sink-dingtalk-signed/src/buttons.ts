import { ConfigError, compileTemplate, type KubeEvent, RejectedError } from '@kubeherald/sink-sdk';
import type { Options } from './config.ts';

type Carded = Pick<Options, 'format' | 'buttons' | 'buttonOrientation' | 'openInBrowser'>;

/** The fields of an actionCard that make its buttons. */
export type ButtonFields = Readonly<Record<string, unknown>>;

/** DingTalk's own scheme, which leads out of it (open.dingtalk.com, message link descriptions). */
const inBrowser = (url: string): string =>
  `dingtalk://dingtalkclient/page/link?url=${encodeURIComponent(url)}&pc_slide=false`;

/**
 * Prepares an actionCard's buttons.
 * @returns a function of the event that they are about
 * @throws ConfigError for a card without buttons, and for a template that cannot work
 */
export async function createButtons(options: Carded): Promise<(event: KubeEvent) => ButtonFields> {
  if (options.format !== 'actionCard') return () => ({});
  if (options.buttons.length === 0) {
    throw new ConfigError('buttons: format actionCard needs at least one, for DingTalk refuses a card without');
  }
  const compiled = await Promise.all(
    options.buttons.map(async ({ title, url }, index) => {
      const name = `buttons[${index}].url`;
      const render = await compileTemplate(url, { mode: 'text', escape: encode, name });
      const link = (event: KubeEvent): string => {
        try {
          return options.openInBrowser ? inBrowser(render(event)) : render(event);
        } catch (cause) {
          throw new RejectedError(`${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
            cause,
          });
        }
      };
      return { title, link };
    }),
  );
  const orientation = options.buttonOrientation === 'horizontal' ? '1' : '0';
  return (event) => {
    const [first, ...others] = compiled.map(({ title, link }) => ({ title, actionURL: link(event) }));
    if (first !== undefined && others.length === 0) return { singleTitle: first.title, singleURL: first.actionURL };
    return { btnOrientation: orientation, btns: [first, ...others] };
  };
}

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());
