import type { ByteString } from '../text/bytes.ts';
import { goBool } from '../values/make.ts';
import { STRING } from '../values/type.ts';
import { takes } from './define.ts';
import { ofText } from './strings.ts';

/** path.Clean. */
function clean(path: ByteString): ByteString {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const parts: ByteString[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!rooted) parts.push('..');
  }
  const joined = (rooted ? '/' : '') + parts.join('/');
  return joined === '' ? '.' : joined;
}

function base(path: ByteString): ByteString {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function extension(path: ByteString): ByteString {
  return /\.[^./]*$/.exec(path)?.[0] ?? '';
}

const directory = ofText((path) => clean(path.slice(0, path.lastIndexOf('/') + 1)));
const isAbsolute = takes([STRING], (given) => goBool(given.text(0).startsWith('/')));

/** Paths with slashes; the names with `os` mean the same, as they do on Linux. */
export const PATH_FUNCTIONS = {
  base: ofText(base),
  dir: directory,
  clean: ofText(clean),
  ext: ofText(extension),
  isAbs: isAbsolute,
  osBase: ofText(base),
  osDir: directory,
  osClean: ofText(clean),
  osExt: ofText(extension),
  osIsAbs: isAbsolute,
};
