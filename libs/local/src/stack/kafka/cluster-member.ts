import { randomBytes } from 'node:crypto';
import { freePort } from '../../process/free-port.js';

/** A Kafka node that takes part in the election of the controller. */
interface Controller {
  readonly nodeId: number;
  readonly port: number;
  /** Id of its data folder. */
  readonly directoryId: string;
}

/** The place of a broker in a cluster whose brokers are all controllers, too (KRaft). */
export interface ClusterMember {
  readonly clusterId: string;
  readonly own: Controller;
  /** Of all members, this one included. */
  readonly controllers: readonly Controller[];
}

/** The members of a new cluster on loopback, for one `startKafka` each. They can be stopped and started again in any order. */
export async function clusterMembers(count: number): Promise<readonly ClusterMember[]> {
  const clusterId = kafkaId();
  const controllers: Controller[] = [];
  for (let nodeId = 1; nodeId <= count; nodeId++) {
    controllers.push({ nodeId, port: await freePort(), directoryId: kafkaId() });
  }
  return controllers.map((own) => ({ clusterId, own, controllers }));
}

/** A cluster of one broker. Its controller has no fixed port: no other broker connects to it. */
export async function onlyMember(): Promise<ClusterMember> {
  const [only] = await clusterMembers(1);
  return only as ClusterMember;
}

/** In Kafka's form of a UUID. Its tools take an id that begins with a hyphen for an option. */
function kafkaId(): string {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}
