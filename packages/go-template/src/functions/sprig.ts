import { CASING_FUNCTIONS } from './casing.ts';
import { DATE_FUNCTIONS } from './dates.ts';
import { DEFAULT_FUNCTIONS } from './defaults.ts';
import { type FunctionTable, functionTable } from './define.ts';
import { DICTIONARY_FUNCTIONS } from './dictionaries.ts';
import { ENCODING_FUNCTIONS } from './encoding.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { NUMBER_FUNCTIONS } from './numbers.ts';
import { PATH_FUNCTIONS } from './paths.ts';
import { RANDOM_FUNCTIONS } from './random.ts';
import { REGEXP_FUNCTIONS } from './regexps.ts';
import { STRINGS_FUNCTIONS } from './strings.ts';
import { URL_FUNCTIONS } from './urls.ts';
import { WRAPPING_FUNCTIONS } from './wrapping.ts';

/**
 * The functions of sprig 3.3 that need nothing but their arguments. Left out: what reads the environment or the network
 * (env, expandenv, getHostByName), keys, certificates and ciphers, and semver.
 */
export const sprig: FunctionTable = functionTable({
  ...STRINGS_FUNCTIONS,
  ...CASING_FUNCTIONS,
  ...WRAPPING_FUNCTIONS,
  ...DEFAULT_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...DICTIONARY_FUNCTIONS,
  ...NUMBER_FUNCTIONS,
  ...DATE_FUNCTIONS,
  ...JSON_FUNCTIONS,
  ...ENCODING_FUNCTIONS,
  ...REGEXP_FUNCTIONS,
  ...PATH_FUNCTIONS,
  ...URL_FUNCTIONS,
  ...RANDOM_FUNCTIONS,
});
