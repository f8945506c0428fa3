/** What cannot be decoded. */
export class BrokenBlock extends Error {
  override readonly name = 'BrokenBlock';
}

/** An LZ4 block of a known size, decoded by lz4_Block_format.md. @throws BrokenBlock when it is none */
export function decompressBlock(block: Uint8Array, size: number): Buffer {
  const out = Buffer.alloc(size);
  let at = 0;
  let written = 0;
  const next = (): number => {
    const byte = block[at++];
    if (byte === undefined) throw new BrokenBlock('the block ends in the middle of a sequence');
    return byte;
  };
  const lengthOf = (nibble: number): number => {
    let length = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; ) {
      byte = next();
      length += byte;
    }
    return length;
  };
  for (;;) {
    const token = next();
    const literals = lengthOf(token >> 4);
    if (at + literals > block.length || written + literals > size) throw new BrokenBlock('literals beyond the end');
    out.set(block.subarray(at, at + literals), written);
    at += literals;
    written += literals;
    if (at === block.length) break;
    const distance = next() | (next() << 8);
    const matched = lengthOf(token & 15) + 4;
    if (distance === 0 || distance > written) throw new BrokenBlock(`a match ${distance} bytes back at ${written}`);
    if (written + matched > size - 5) throw new BrokenBlock('the last five bytes must be literals');
    if (written > size - 12) throw new BrokenBlock('a match begins within the last twelve bytes');
    // Byte by byte: a match may overlap what it makes.
    for (let index = 0; index < matched; index++, written++) out[written] = out[written - distance] ?? 0;
  }
  if (written !== size) throw new BrokenBlock(`${written} bytes, but x-log-bodyrawsize says ${size}`);
  return out;
}
