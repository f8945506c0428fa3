import { Chunks } from './chunks.ts';
import type { ApiGroup } from './event.ts';
import type { Exchange } from './exchange.ts';
import type { ListOptions } from './list-options.ts';
import type { Store } from './objects.ts';
import { kindAndVersion, renderBookmark } from './render.ts';
import type { Change, Revision } from './revision.ts';
import { type Refusal, watchExpired } from './status.ts';
import { type WatchStart, watchStart } from './watch-start.ts';

/** How a watch is served. */
export interface WatchSetting {
  readonly group: ApiGroup;
  /** `namespace/`, or empty for all. */
  readonly prefix: string;
  readonly options: ListOptions;
  /** When it ends by itself. */
  readonly timeoutMs: number;
  /** How late a watch that starts in the past begins to deliver: etcd looks at such watches every 100 ms. */
  readonly catchUpMs: number;
}

/** Gathered bytes are handed to the socket at this size, so that a burst takes few system calls and little memory. */
const sendBytes = 256 * 1024;
/** After so much at one go other watches and requests get their turn. */
const turnBytes = 1024 * 1024;
const tail = Buffer.from('}}\n');

/** One watch: a place in the history, and what is sent of it. */
export class Watch {
  readonly exchange: Exchange;
  readonly setting: WatchSetting;
  readonly #store: Store;
  readonly #chunks = new Chunks();
  readonly #stops: (() => void)[] = [];
  readonly #onEnd: () => void;
  readonly #after: { readonly frames: number; readonly act: () => void }[] = [];
  #start: WatchStart | undefined;
  /** Set while the initial events are still to be sent. */
  #initial: { readonly bookmark: boolean } | undefined;
  #position = 0;
  /** Nothing up to this revision is sent, also when the server reaches it only later. */
  #from = 0;
  #holds = 0;
  #waiting = false;
  #yielded = false;
  #ended = false;
  #cutInNext = false;
  /** Frames sent so far, bookmarks and errors included. */
  frames = 0;

  constructor(exchange: Exchange, store: Store, setting: WatchSetting, onEnd: () => void) {
    this.exchange = exchange;
    this.setting = setting;
    this.#store = store;
    this.#onEnd = onEnd;
  }

  /**
   * Opens the stream: 200 and the headers. `proceed` is to follow.
   * @throws Refusal 500 for a malformed resourceVersion.
   */
  open(): void {
    const { exchange, setting } = this;
    const { history } = this.#store;
    const start = watchStart(setting.options, this.#store.revision);
    this.#start = start;
    this.#from = start.kind === 'after' ? start.revision : 0;
    this.#position = start.kind === 'after' ? history.after(start.revision) : history.end;
    this.#stops.push(history.addReader(() => this.#position));
    this.#stops.push(this.#store.onChange(() => this.#pump()));
    this.#stops.push(exchange.clock.after(setting.timeoutMs, () => this.end()));
    const drained = () => {
      this.#waiting = false;
      this.#pump();
    };
    const closed = () => this.#finish();
    exchange.socket.on('drain', drained).on('close', closed);
    this.#stops.push(() => exchange.socket.off('drain', drained).off('close', closed));
    exchange.open('application/json');
  }

  /** Begins to send. */
  proceed(): void {
    const start = this.#start;
    if (this.#ended || !start) return;
    if (start.kind === 'after' && start.revision < this.#store.revision) this.#catchUp(start.revision);
    if (start.kind === 'initial') {
      if (start.tooLarge) this.fail(start.tooLarge);
      else this.#initial = start;
    }
    this.#pump();
  }

  /** True once nothing more is sent. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Sends nothing until the returned function is called; what happens meanwhile follows then. */
  hold(): () => void {
    this.#holds += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holds -= 1;
      this.#pump();
    };
  }

  /** Does something after so many frames from now on (0: at once). */
  afterFrames(frames: number, act: () => void): void {
    this.#after.push({ frames: this.frames + frames, act });
    this.#due();
  }

  /** Sends a line that is no frame of the history. */
  inject(line: string): void {
    this.#chunks.write(Buffer.from(line));
    this.#flush();
  }

  /** Sends an ERROR frame and ends. */
  fail(refusal: Refusal): void {
    this.inject(refusal.frame());
    this.end();
  }

  /** Ends the stream in good order. */
  end(): void {
    if (this.#ended) return;
    this.#finish();
    this.exchange.end();
  }

  /** Cuts the connection: at once, or in the middle of the next frame. */
  cut(inFrame: boolean): void {
    if (inFrame) {
      this.#cutInNext = true;
      this.#pump();
      return;
    }
    this.#finish();
    this.exchange.drop();
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const stop of this.#stops) stop();
    this.#onEnd();
  }

  #sendInitial(bookmark: boolean): void {
    this.#initial = undefined;
    this.#position = this.#store.history.end;
    const { group, prefix, options } = this.setting;
    const { revision } = this.#store;
    for (const one of this.#store.snapshot(revision).range(prefix, undefined)) {
      if (options.matches && !options.matches(one.event)) continue;
      this.#chunks.write(frameOf('ADDED', one, group));
      this.frames += 1;
    }
    if (bookmark) {
      this.#chunks.write(Buffer.from(renderBookmark(revision, group)));
      this.frames += 1;
    }
  }

  #catchUp(revision: number): void {
    const release = this.hold();
    const then = () => {
      if (this.#ended) return;
      if (revision + 1 < this.#store.history.compacted) this.fail(watchExpired());
      else release();
    };
    this.#stops.push(this.exchange.clock.after(this.setting.catchUpMs, then));
  }

  /** The bytes of a change as this watch sees it; undefined when it does not concern it. */
  #frame(change: Change): Buffer | undefined {
    const { group, prefix, options } = this.setting;
    const { current, previous, type } = change;
    if (change.revision <= this.#from || !current.key.startsWith(prefix)) return undefined;
    const { matches } = options;
    if (!matches) return frameOf(type, current, group);
    const is = type !== 'DELETED' && matches(current.event);
    const was = previous !== undefined && matches(previous.event);
    if (is) return frameOf(was ? 'MODIFIED' : 'ADDED', current, group);
    return was ? frameOf('DELETED', previous.at(change.revision), group) : undefined;
  }

  #pump(): void {
    if (this.#ended || this.#holds > 0 || this.#yielded) return;
    const { history } = this.#store;
    let sent = 0;
    if (this.#initial) this.#sendInitial(this.#initial.bookmark);
    while (!this.#ended && this.#holds === 0 && !this.#waiting && !this.#yielded && !this.#store.holding) {
      const change = history.at(this.#position);
      if (!change) break;
      this.#position += 1;
      const frame = this.#frame(change);
      if (!frame) continue;
      if (this.#cutInNext) {
        this.#chunks.write(frame.subarray(0, frame.length >> 1));
        this.#flush();
        this.cut(false);
        return;
      }
      this.#chunks.write(frame);
      this.frames += 1;
      sent += frame.length;
      if (this.#chunks.ready >= sendBytes) this.#send();
      if (sent >= turnBytes) this.#yield();
      if (this.#after.length > 0) this.#due();
    }
    // What a turn leaves over is cut into chunks as if it had never paused.
    if (!this.#ended && !this.#yielded) this.#flush();
  }

  #yield(): void {
    this.#yielded = true;
    setImmediate(() => {
      this.#yielded = false;
      this.#pump();
    });
  }

  #due(): void {
    for (;;) {
      const index = this.#after.findIndex((one) => one.frames <= this.frames);
      const [next] = index < 0 ? [] : this.#after.splice(index, 1);
      if (!next || this.#ended) return;
      this.#flush();
      next.act();
    }
  }

  #flush(): void {
    this.#chunks.flush();
    this.#send();
  }

  #send(): void {
    if (this.#chunks.ready === 0) return;
    if (!this.exchange.send(this.#chunks.take())) this.#waiting = true;
  }
}

const heads = new Map<string, Buffer>();

function frameOf(type: Change['type'], one: Revision, group: ApiGroup): Buffer {
  const key = `${type}${group}`;
  let head = heads.get(key);
  if (!head) {
    head = Buffer.from(`{"type":"${type}","object":{${kindAndVersion(group)}`);
    heads.set(key, head);
  }
  return Buffer.concat([head, one.body(group), tail]);
}
