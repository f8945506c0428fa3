import type { Wanted } from './arguments.ts';

/** What to type next, up to the first event that arrives. */
export function nextSteps({ folder, packageName }: Wanted, installed: boolean): string {
  const commands = [
    ...(folder === '.' ? [] : [[`cd ${folder}`, '']]),
    ...(installed ? [] : [['npm install', '']]),
    ['npm test', 'what kubeherald expects of every sink'],
    ['npm run try', 'one event through kubeherald to this sink, and what arrives'],
  ];
  const width = Math.max(...commands.map(([command = '']) => command.length));
  const lines = commands.map(([command = '', what = '']) => `  ${command.padEnd(width)}   ${what}`.trimEnd());
  return `\nNext:\n\n${lines.join('\n')}\n\nThen change src/ to speak to your destination. In kubeherald's config:  use: ${quoted(packageName)}\n`;
}

function quoted(name: string): string {
  return name.startsWith('@') ? `"${name}"` : name;
}
