import { crc32 } from 'node:zlib';
import { type Disk, type DiskFile, errorCode, readWhole, removeIfThere } from './disk.ts';

const magic = Buffer.from('KHCURS\0\x01', 'latin1');
const slots = 3;
/** Slots lie in disk blocks of their own: a block torn by a power loss takes one slot with it. */
const blockBytes = 4_096;
/** Magic, slot size, checksum, generation, length. */
const slotHead = 28;
const wordValues = 0x1_0000_0000;

/** What a slot file holds: the newest good state. */
export interface SlotContent {
  readonly generation: number;
  readonly slot: number;
  readonly slotBytes: number;
  readonly body: Buffer;
}

/**
 * A small state in a file, replaced in place. Of three slots one is known to be on disk, one may be on its way there, and one
 * takes what comes meanwhile; so a power loss never meets the only good one half-written, and no write needs room on the disk.
 */
export class SlotFile {
  readonly #file: DiskFile;
  readonly #slotBytes: number;
  #generation: number;
  /** Known to be on disk. */
  #safe: number;
  #writing: number;

  private constructor(file: DiskFile, content: Pick<SlotContent, 'generation' | 'slot' | 'slotBytes'>) {
    this.#file = file;
    this.#slotBytes = content.slotBytes;
    this.#generation = content.generation;
    this.#safe = content.slot;
    this.#writing = (content.slot + 1) % slots;
  }

  /**
   * Opens the file and gives it this state; durable when it resolves. A file that exists and is large enough is used as it is:
   * that needs no room, so it works on a full disk.
   */
  static async open(disk: Disk, directory: string, path: string, body: Uint8Array): Promise<SlotFile> {
    const bytes = await readWhole(disk, path).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      return Buffer.alloc(0);
    });
    const content = readSlots(bytes);
    if (content === undefined || slotHead + body.length > content.slotBytes) {
      return SlotFile.#create(disk, directory, path, body);
    }
    const file = await disk.open(path, 'update');
    try {
      // What was found may be in the page cache only; it must not be the only good state while another is written.
      await file.sync();
      const opened = new SlotFile(file, content);
      opened.save(body);
      await opened.sync();
      return opened;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  static async #create(disk: Disk, directory: string, path: string, body: Uint8Array): Promise<SlotFile> {
    const slotBytes = Math.ceil((slotHead + body.length) / blockBytes) * blockBytes;
    const bytes = Buffer.alloc(slots * slotBytes);
    encodeSlot(bytes, body, slotBytes, 1);
    const temporary = `${path}.new`;
    await removeIfThere(disk, temporary);
    const file = await disk.open(temporary, 'create');
    try {
      await file.write([bytes], 0);
      await file.sync();
      await disk.rename(temporary, path);
      await disk.syncDirectory(directory);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new SlotFile(file, { generation: 1, slot: 0, slotBytes });
  }

  /** On return the state survives a killed process. Throws, and then the state before it counts. */
  save(body: Uint8Array): void {
    const bytes = Buffer.allocUnsafe(slotHead + body.length);
    encodeSlot(bytes, body, this.#slotBytes, this.#generation + 1);
    this.#file.writeNow(bytes, this.#writing * this.#slotBytes);
    this.#generation += 1;
  }

  /** Resolves when what was saved before the call is on disk. One at a time. */
  async sync(): Promise<void> {
    const syncing = this.#writing;
    this.#writing = slots - this.#safe - syncing;
    await this.#file.sync();
    this.#safe = syncing;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** The newest good slot; undefined when there is none. */
export function readSlots(bytes: Buffer): SlotContent | undefined {
  // All slots have one size, so the file's size tells it, whichever slot is damaged.
  if (bytes.length === 0 || bytes.length % (slots * blockBytes) !== 0) return undefined;
  let newest: SlotContent | undefined;
  for (let slot = 0; slot < slots; slot++) {
    const content = decodeSlot(bytes, slot, bytes.length / slots);
    if (content !== undefined && content.generation > (newest?.generation ?? 0)) newest = content;
  }
  return newest;
}

function encodeSlot(into: Buffer, body: Uint8Array, slotBytes: number, generation: number): void {
  magic.copy(into, 0);
  into.writeUInt32LE(slotBytes, 8);
  into.writeUInt32LE(generation % wordValues, 16);
  into.writeUInt32LE(Math.floor(generation / wordValues), 20);
  into.writeUInt32LE(body.length, 24);
  into.set(body, slotHead);
  into.writeUInt32LE(crc32(into.subarray(16, slotHead + body.length)), 12);
}

function decodeSlot(bytes: Buffer, slot: number, slotBytes: number): SlotContent | undefined {
  const start = slot * slotBytes;
  const at = bytes.subarray(start, start + slotBytes);
  if (!at.subarray(0, magic.length).equals(magic) || at.readUInt32LE(8) !== slotBytes) return undefined;
  const length = at.readUInt32LE(24);
  if (slotHead + length > slotBytes) return undefined;
  if (at.readUInt32LE(12) !== crc32(at.subarray(16, slotHead + length))) return undefined;
  const generation = at.readUInt32LE(16) + at.readUInt32LE(20) * wordValues;
  return { generation, slot, slotBytes, body: Buffer.from(at.subarray(slotHead, slotHead + length)) };
}
