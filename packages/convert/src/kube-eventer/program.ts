import type { Part } from '../part.ts';
import { expandReferences } from './container-environment.ts';
import { shellWords } from './shell-words.ts';

/** A program's flags, each with the place that it stands at. */
export interface Argument {
  readonly text: string;
  readonly part: Part;
}

/** Names of the binary: the one of today, and the one of older images. */
const names = /(^|\/)(kube-)?eventer$/;
const image = /(^|\/)kube-eventer([-a-z0-9]*)([:@]|$)/;
const flag = /^--?(sink|source)(=|$)/;

/**
 * The arguments of kube-eventer in a container: `command` and `args`, or those of a shell's command. Undefined when the container runs
 * something else.
 */
export function argumentsOf(container: Part, seen: Readonly<Record<string, string>>): readonly Argument[] | undefined {
  const [command, args] = ['command', 'args'].map((field) =>
    container
      .field(field)
      .items()
      .map((part): Argument => ({ text: expandReferences(part.text(), seen), part })),
  );
  const words = [...(command ?? []), ...(args ?? [])];
  const [first] = words;
  if (first !== undefined && /(^|\/)(ba|a|da)?sh$/.test(first.text)) return ofShell(words);
  const program = command !== undefined && command.length > 0 ? 1 : 0;
  const isKubeEventer =
    (program === 1 && names.test(first?.text ?? '')) ||
    words.some(({ text }) => flag.test(text)) ||
    (program === 0 && image.test(container.field('image').text()));
  return isKubeEventer ? words.slice(program) : undefined;
}

/** `sh -c "… /kube-eventer --sink=…"` */
function ofShell(words: readonly Argument[]): readonly Argument[] | undefined {
  const script = words.find(({ text }) => /\beventer\b/.test(text));
  if (script === undefined) return undefined;
  const found = shellWords(script.text.replaceAll('\\\n', ' '));
  const at = found?.findIndex((word) => names.test(word)) ?? -1;
  if (found === undefined || at < 0) {
    throw script.part.fault(
      'a shell script that starts kube-eventer, of which only a plain command is understood; give the flags themselves: kubeherald convert -- --source=… --sink=…',
    );
  }
  return found.slice(at + 1).map((text) => ({ text, part: script.part }));
}
