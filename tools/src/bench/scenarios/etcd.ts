import { ServiceClient, freePort } from '@allocator/local';
import { loadByWrk, wrkProgram } from '../load-by-wrk.js';
import { startPeer } from '../start-peer.js';
import type { Round } from '../round.js';
import type { Running, Scenario } from '../scenario.js';
import { connections } from './single.js';
import { threads } from './wrk.js';

/** A key-value store with consensus, as many allocators use it: one node, its usual durability (a sync a batch). */
export const etcd: Scenario = {
  name: 'etcd',
  does: `etcd, put-if-absent of a new key by its JSON gateway, sent by wrk: ${String(connections)} connections`,
  answer: 'a request',
  unit: 'keys',
  isPeer: true,
  needs: [{ name: 'etcd', package: 'etcd-server' }, wrkProgram],
  async start(round: Round): Promise<Running> {
    const peers = `http://127.0.0.1:${String(await freePort())}`;
    const port = await startPeer(round, {
      command: 'etcd',
      args: (dir, clientPort) => {
        const clients = `http://127.0.0.1:${String(clientPort)}`;
        const listen = ['--listen-client-urls', clients, '--listen-peer-urls', peers];
        const advertise = ['--advertise-client-urls', clients, '--initial-advertise-peer-urls', peers];
        return ['--data-dir', dir, ...listen, ...advertise, '--initial-cluster', `default=${peers}`];
      },
      readyMark: 'serving insecure client requests',
    });
    const baseUrl = `http://127.0.0.1:${String(port)}`;
    const byWrk = { baseUrl, connections, threads, script: 'put-if-absent.lua', args: [] } as const;
    const count = (): Promise<number> => keyCount(new ServiceClient(baseUrl));
    return { work: (load) => loadByWrk(load, [byWrk], count), storedCount: count };
  },
};

/** A NUL stands for the first key and, as the end, for no end. */
const all = { key: 'AA==', range_end: 'AA==', count_only: true };

async function keyCount(client: ServiceClient): Promise<number> {
  const { count = '0' } = await client.must({ method: 'POST', path: '/v3/kv/range', body: all });
  return Number(count);
}
