import { expect, it } from 'vitest';
import { encrypt, newIv, plainBytes } from './encryption.ts';

const text = '{"body": "test", "sound": "birdsong"}';
const key = '1234567890123456';

it.each([
  ['CBC', '1111111111111111', 'd3QhjQjP5majvNt5CjsvFWwqqj2gKl96RFj5OO+u6ynTt7lkyigDYNA3abnnCLpr'],
  ['GCM', '111111111111', '6tYNu2g3cLxgtGfoTkrAowzP4jSygr/U3UIWl4eWBJz6prKiIRx/F3qhojjqnwAq/9HT7yQ='],
] as const)('encrypts as the app decrypts: %s', (mode, iv, ciphertext) => {
  expect(encrypt(text, { key, mode }, iv)).toEqual({ ciphertext, iv });
});

it.each(['CBC', 'GCM'] as const)('takes a new vector of characters each time: %s', (mode) => {
  const vectors = new Set(Array.from({ length: 100 }, () => newIv(mode)));
  expect(vectors.size).toBe(100);
  for (const iv of vectors) expect(iv).toMatch(mode === 'CBC' ? /^[\w-]{16}$/ : /^[\w-]{12}$/);
});

it('knows how much text makes a ciphertext of a length', () => {
  for (let length = 0; length < 200; length++) {
    for (const mode of ['CBC', 'GCM'] as const) {
      const bytes = encrypt('x'.repeat(length), { key, mode }).ciphertext.length;
      expect(plainBytes(bytes + 24)).toBeGreaterThanOrEqual(length);
      const fitting = Math.max(0, plainBytes(length));
      if (plainBytes(length) >= 0)
        expect(encrypt('x'.repeat(fitting), { key, mode }).ciphertext.length).toBeLessThanOrEqual(length);
    }
  }
});
