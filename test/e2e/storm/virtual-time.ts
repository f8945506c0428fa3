import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { vi } from 'vitest';

/** Turns of the event loop without a request under way, after which nothing but time can make anything happen. */
const quietTurns = 4;

/** Time that stands still while anything happens, and then jumps to the next timer: for lane and sink alike, and a minute takes no time. */
export interface VirtualTime {
  /** Lets time pass until `isDone`. @throws Error when nothing happens any more, or `mostMs` have passed */
  until(isDone: () => boolean, mostMs: number): Promise<void>;
  end(): void;
}

/** Takes the place of Date, performance and timers. Requests of undici are seen, so that no answer is waited for in vain. */
export function virtualTime(startMs: number): VirtualTime {
  let underWay = 0;
  const begun = () => void underWay++;
  const ended = () => void underWay--;
  const channels = [
    ['undici:request:create', begun],
    ['undici:request:trailers', ended],
    ['undici:request:error', ended],
  ] as const;
  for (const [name, heard] of channels) subscribe(name, heard);
  vi.useFakeTimers({ now: startMs, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  const quiet = async () => {
    for (let turns = 0; turns < quietTurns; turns++) {
      if (underWay > 0) turns = 0;
      await new Promise(setImmediate);
    }
  };
  return {
    async until(isDone, mostMs) {
      for (await quiet(); !isDone(); await quiet()) {
        if (vi.getTimerCount() === 0) throw new Error('nothing happens any more');
        await vi.advanceTimersToNextTimerAsync();
        if (Date.now() - startMs > mostMs) throw new Error(`not done after ${mostMs} ms`);
      }
    },
    end() {
      vi.useRealTimers();
      for (const [name, heard] of channels) unsubscribe(name, heard);
    },
  };
}
