import { kubeherald } from '../support/daemon.ts';

/** What a command of the binary left behind. */
export interface Ran {
  readonly code: number | string;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command of the binary to its end. `input`: its standard input. */
export async function runCommand(
  parameters: readonly string[],
  options: { cwd?: string; input?: string } = {},
): Promise<Ran> {
  const { input, ...where } = options;
  const child = kubeherald(parameters, where);
  child.process.stdin?.end(input ?? '');
  const code = await child.ended;
  return { code, output: child.lines.map((line) => `${line}\n`).join(''), errors: child.errors() };
}
