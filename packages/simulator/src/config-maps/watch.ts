import { Chunks } from '../chunks.ts';
import type { Exchange } from '../exchange.ts';
import { goJson } from '../json.ts';
import { type ConfigMapChange, type ConfigMapStore, renderConfigMap, type StoredConfigMap } from './store.ts';

/** What a watch shows. */
export interface ConfigMapWatchSetting {
  /** 0: with everything that exists, then live; else what came after this revision. */
  readonly from: number;
  readonly picks: (one: StoredConfigMap) => boolean;
  readonly bookmarks: boolean;
  /** When it ends by itself. */
  readonly timeoutMs: number;
}

/** The watch cache, which serves ConfigMaps, sends a last bookmark this long before the end of a watch (apiserver, cacher.go). */
const bookmarkBeforeEndMs = 2_000;

/** One watch of ConfigMaps. As the watch cache, it waits for a revision that is not reached yet. */
export class ConfigMapWatch {
  readonly #exchange: Exchange;
  readonly #store: ConfigMapStore;
  readonly #setting: ConfigMapWatchSetting;
  readonly #chunks = new Chunks();
  readonly #stops: (() => void)[] = [];
  #position: number;

  constructor(exchange: Exchange, store: ConfigMapStore, setting: ConfigMapWatchSetting) {
    this.#exchange = exchange;
    this.#store = store;
    this.#setting = setting;
    this.#position = setting.from;
  }

  /** Opens the stream and sends. */
  open(): void {
    const { timeoutMs, bookmarks, from, picks } = this.#setting;
    const { clock, socket } = this.#exchange;
    this.#exchange.open('application/json');
    if (from === 0) {
      for (const one of this.#store.all().filter(picks)) this.#send({ type: 'ADDED', object: renderConfigMap(one) });
      this.#position = this.#store.revision;
    }
    const finish = () => {
      for (const stop of this.#stops.splice(0)) stop();
    };
    this.#stops.push(this.#store.onChange(() => this.#pump()));
    this.#stops.push(
      clock.after(timeoutMs, () => {
        finish();
        this.#exchange.end();
      }),
    );
    if (bookmarks && timeoutMs > bookmarkBeforeEndMs)
      this.#stops.push(clock.after(timeoutMs - bookmarkBeforeEndMs, () => this.#bookmark()));
    socket.once('close', finish);
    this.#stops.push(() => socket.off('close', finish));
    this.#pump();
  }

  #pump(): void {
    for (const change of this.#store.after(this.#position)) {
      this.#position = change.revision;
      if (this.#setting.picks(change.current)) this.#send(frameOf(change));
    }
  }

  #bookmark(): void {
    const metadata = { resourceVersion: String(this.#store.revision) };
    this.#send({ type: 'BOOKMARK', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata } });
  }

  #send(frame: object): void {
    this.#chunks.write(Buffer.from(`${goJson(frame)}\n`));
    this.#chunks.flush();
    this.#exchange.send(this.#chunks.take());
  }
}

const frameOf = ({ type, current }: ConfigMapChange): object => ({ type, object: renderConfigMap(current) });
