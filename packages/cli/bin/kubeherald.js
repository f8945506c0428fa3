#!/usr/bin/env node
import { readFileSync } from 'node:fs';

// Before anything else is imported: what an old Node lacks would end the program in words that help nobody.
const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = engines.node.replace(/^>=/, '');
const [major = 0, minor = 0] = needed.split('.').map(Number);
const [ours = 0, ourMinor = 0] = process.versions.node.split('.').map(Number);
if (ours < major || (ours === major && ourMinor < minor)) {
  process.stderr.write(`kubeherald needs Node ${needed} or later (found v${process.versions.node})\n`);
  process.exit(1);
}
// Before the rest is imported: it would be imported twice.
const { restartSmall } = await import('../dist/restart.js');
restartSmall();
await import('../dist/main.js');
