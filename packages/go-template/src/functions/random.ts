import { Failure } from '../failure.ts';
import { encodeRune, runes } from '../text/rune.ts';
import { goInteger, goString } from '../values/make.ts';
import { INT, STRING } from '../values/type.ts';
import { bcryptHash } from './bcrypt.ts';
import { type Arguments, takes } from './define.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const PRINTABLE = Array.from({ length: 95 }, (_item, index) => String.fromCharCode(32 + index)).join('');
// bcrypt at Go's default cost runs Blowfish's key schedule 2^11 times: about a tenth of a second
const BCRYPT_STEPS = 100_000;

function below(limit: number, given: Arguments): number {
  return Math.min(limit - 1, Math.floor(given.environment.random() * limit));
}

function randomText(alphabet: string) {
  return takes([INT], (given) => {
    const count = Math.max(0, given.integer(0));
    given.budget.produce(count);
    return goString(Array.from({ length: count }, () => alphabet.charAt(below(alphabet.length, given))).join(''));
  });
}

function randomBytes(count: number, given: Arguments): Buffer {
  given.budget.produce(count);
  return Buffer.from(Array.from({ length: count }, () => below(256, given)));
}

function uuid(given: Arguments): string {
  const bytes = randomBytes(16, given);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = bytes.toString('hex');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}

function shuffle(given: Arguments): string {
  const codes = Array.from(runes(given.text(0)), ({ code }) => code);
  for (let index = codes.length - 1; index > 0; index -= 1) {
    const other = below(index + 1, given);
    const moved = codes[index] ?? 0;
    codes[index] = codes[other] ?? 0;
    codes[other] = moved;
  }
  return codes.map(encodeRune).join('');
}

function hash(password: string, given: Arguments): string {
  given.budget.spend(BCRYPT_STEPS);
  // Go's bcrypt refuses longer passwords
  if (password.length > 72) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes';
  }
  return bcryptHash(password, randomBytes(16, given));
}

/** What is different each time. The numbers come from the `random` that compile was given: no secrets should. */
export const RANDOM_FUNCTIONS = {
  randAlpha: randomText(LETTERS),
  randAlphaNum: randomText(LETTERS + DIGITS),
  randNumeric: randomText(DIGITS),
  randAscii: randomText(PRINTABLE),
  randBytes: takes([INT], (given) => {
    const count = given.integer(0);
    if (count < 0) throw new Failure('runtime error: makeslice: len out of range');
    return goString(randomBytes(count, given).toString('base64'));
  }),
  randInt: takes([INT, INT], (given) => {
    const [least, most] = [given.integer(0), given.integer(1)];
    if (most <= least) throw new Failure('invalid argument to Intn');
    return goInteger(least + below(most - least, given));
  }),
  uuidv4: takes([], (given) => goString(uuid(given))),
  shuffle: takes([STRING], (given) => goString(shuffle(given))),
  bcrypt: takes([STRING], (given) => goString(hash(given.text(0), given))),
  htpasswd: takes([STRING, STRING], (given) => {
    const user = given.text(0);
    return goString(user.includes(':') ? `invalid username: ${user}` : `${user}:${hash(given.text(1), given)}`);
  }),
};
