import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An authority, and a client's certificate from it, as PEM; the broker's and its key are in one file. */
export interface Certificates {
  readonly ca: string;
  readonly caFile: string;
  readonly broker: string;
  readonly brokerFile: string;
  readonly client: { readonly cert: string; readonly key: string };
}

/** Makes certificates for a broker at 127.0.0.1 in `folder`, with openssl. */
export function makeCertificates(folder: string): Certificates {
  const openssl = (...parameters: string[]) => execFileSync('openssl', parameters, { cwd: folder, stdio: 'ignore' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority', '-days', '2');
  writeFileSync(join(folder, 'broker.ext'), 'subjectAltName=IP:127.0.0.1');
  writeFileSync(join(folder, 'client.ext'), 'extendedKeyUsage=clientAuth');
  for (const name of ['broker', 'client']) {
    openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`];
    openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...signed);
  }
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const broker = read('broker.key') + read('broker.pem');
  writeFileSync(join(folder, 'broker-all.pem'), broker);
  return {
    broker,
    ca: read('ca.pem'),
    caFile: join(folder, 'ca.pem'),
    brokerFile: join(folder, 'broker-all.pem'),
    client: { cert: read('client.pem'), key: read('client.key') },
  };
}
