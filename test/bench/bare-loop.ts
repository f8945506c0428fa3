import { Pool } from 'undici';
import { frame } from './frames.ts';
import { startBenchReceiver } from './peers.ts';

const total = 20_000;

/** Events a second that a loop on undici reaches which posts the same bodies one by one to the same receiver, and does nothing else. */
export async function bareLoop(): Promise<number> {
  const receiver = await startBenchReceiver();
  const pool = new Pool(new URL(receiver.url).origin, { connections: 1 });
  const bodies = Array.from({ length: 1_000 }, (_, index) => frame(index, index));
  const post = async (body: string) => {
    const response = await pool.request({
      method: 'POST',
      path: '/events',
      headers: { 'content-type': 'application/json' },
      body,
    });
    await response.body.dump();
  };
  try {
    for (const body of bodies) await post(body);
    const begun = process.hrtime.bigint();
    for (let index = 0; index < total; index += 1) await post(bodies[index % bodies.length] ?? '');
    return total / (Number(process.hrtime.bigint() - begun) / 1e9);
  } finally {
    await pool.close();
    await receiver.stop();
  }
}
