import type { Certificates } from './certificates.ts';

export const user = 'kubeherald';
export const password = 'kube-0123456789';

export interface Ports {
  /** No login, no TLS. What the broker tells clients to use in its stead is {@link Ports.gate}. */
  readonly plain: number;
  readonly gate: number;
  readonly sasl: number;
  /** Asks for a client's certificate. */
  readonly tls: number;
  readonly controller: number;
}

const module = 'org.apache.kafka.common.security';

/** One node that is broker and controller (KRaft), with a listener of each kind on loopback. */
export function properties(ports: Ports, folder: string, { caFile, brokerFile }: Certificates): string {
  const at = (name: string, port: number) => `${name}://127.0.0.1:${port}`;
  const login = (mechanism: string, text: string) =>
    `listener.name.sasl.${mechanism}.sasl.jaas.config=${module}.${text};`;
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${ports.controller}`,
    'controller.listener.names=CONTROLLER',
    'inter.broker.listener.name=PLAIN',
    `listeners=${at('PLAIN', ports.plain)},${at('SASL', ports.sasl)},${at('TLS', ports.tls)},${at('CONTROLLER', ports.controller)}`,
    `advertised.listeners=${at('PLAIN', ports.gate)},${at('SASL', ports.sasl)},${at('TLS', ports.tls)}`,
    'listener.security.protocol.map=PLAIN:PLAINTEXT,SASL:SASL_PLAINTEXT,TLS:SSL,CONTROLLER:PLAINTEXT',
    `log.dirs=${folder}/log`,
    'num.partitions=3',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'listener.name.sasl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    login('plain', `plain.PlainLoginModule required user_${user}="${password}"`),
    login('scram-sha-256', 'scram.ScramLoginModule required'),
    login('scram-sha-512', 'scram.ScramLoginModule required'),
    login('oauthbearer', 'oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker"'),
    'listener.name.tls.ssl.client.auth=required',
    'listener.name.tls.ssl.keystore.type=PEM',
    `listener.name.tls.ssl.keystore.location=${brokerFile}`,
    'listener.name.tls.ssl.truststore.type=PEM',
    `listener.name.tls.ssl.truststore.location=${caFile}`,
    '',
  ].join('\n');
}
