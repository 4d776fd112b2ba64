import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import type { KafkaSasl, KafkaTls } from '@allocator/kafka';
import type { KafkaSaslFiles, KafkaTlsFiles, KafkaTrust } from '../config/kafka-settings.js';

/** A file that a variable names is unusable. Neither the message nor its cause contains the file's content. */
export class KafkaSecretError extends Error {
  override readonly name = 'KafkaSecretError';
}

/** Reads the files; that of an OAuth token is read again for each token. Throws `KafkaSecretError`. */
export async function readKafkaSecrets({ tls, sasl }: KafkaTrust): Promise<{ tls?: KafkaTls; sasl?: KafkaSasl }> {
  return { ...(tls && { tls: await readTls(tls) }), ...(sasl && { sasl: await readSasl(sasl) }) };
}

async function readTls({ ca, client }: KafkaTlsFiles): Promise<KafkaTls> {
  const tls = {
    ...(ca !== undefined && { ca: await readPem('KAFKA_TLS_CA', ca) }),
    ...(client && {
      cert: await readPem('KAFKA_TLS_CERT', client.cert),
      key: await readPem('KAFKA_TLS_KEY', client.key),
    }),
  };
  try {
    createSecureContext(tls);
  } catch (error) {
    const { message } = error as Error;
    throw new KafkaSecretError(`KAFKA_TLS: the certificates and the key do not fit together (${message})`);
  }
  return tls;
}

async function readSasl(sasl: KafkaSaslFiles): Promise<KafkaSasl> {
  if (sasl.mechanism !== 'oauthbearer') {
    const { mechanism, username, passwordFile } = sasl;
    return { mechanism, username, password: await readSecret('KAFKA_SASL_PASSWORD_FILE', passwordFile) };
  }
  const token = () => readSecret('KAFKA_OAUTH_TOKEN_FILE', sasl.tokenFile);
  // A wrong path fails the start, instead of appearing in a role's log later.
  await token();
  return { mechanism: 'oauthbearer', token };
}

async function readPem(variable: string, file: string): Promise<string> {
  const pem = await readSecret(variable, file);
  if (pem.includes('-----BEGIN ')) return pem;
  throw new KafkaSecretError(`${variable}: ${file} is not a PEM file`);
}

/** Without the line end that editors and `echo` add. */
async function readSecret(variable: string, file: string): Promise<string> {
  const secret = await read(variable, file);
  if (secret === '') throw new KafkaSecretError(`${variable}: ${file} is empty`);
  return secret;
}

async function read(variable: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException;
    throw new KafkaSecretError(`${variable}: ${file} cannot be read (${code})`, { cause: error });
  }
}
