import { basename } from 'node:path';

/**
 * Whether the program was started as kube-eventer: under its name or the older one, as the commands of manifests do, or with its flags.
 * @param argv as process.argv: node, the program as it was called, arguments
 */
export function isKubeEventer([, program = '', ...args]: readonly string[]): boolean {
  if (/^(kube-eventer|eventer)$/.test(basename(program))) return true;
  return args[0]?.startsWith('-') === true && args.some((argument) => /^--?(source|sink)(=|$)/.test(argument));
}
