import { asyncApiDocument, kafkaByDefault } from '@allocator/contracts';
import type { Log } from '@allocator/runtime';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config.js';
import { completeDocument } from './complete-document.js';
import { documentTags } from './document-tags.js';

/** Serves the contract: OpenAPI as a page and as files, and AsyncAPI as a file. They are made when they are first requested. */
export function serveDocs(app: NestFastifyApplication, { kafka, lanes }: Config, log: Log): void {
  const builder = new DocumentBuilder()
    .setTitle('IMS identity allocator')
    .setDescription(
      'Assigns one IMPI with its IMPUs to each WebRTC client for an agreed security lifetime (3GPP TS 23.228 U.2.1.4), ' +
        'and never one identity to two clients at a time. Errors are RFC 9457 problems with a stable `code`.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'The service that serves this document')
    .setOpenAPIVersion('3.1.0');
  for (const [tag, description] of Object.entries(documentTags)) builder.addTag(tag, description);
  const openApi = (): OpenAPIObject =>
    completeDocument(
      SwaggerModule.createDocument(app, builder.build(), {
        operationIdFactory: (_controller, method) => method,
        autoTagControllers: false,
      }),
    );
  SwaggerModule.setup('docs', app, openApi);
  const topicPrefix = kafka?.topicPrefix ?? kafkaByDefault.topicPrefix;
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  fastify.get('/docs/asyncapi.json', () => asyncApiDocument({ topicPrefix, lanes }));
  log.debug({ code: 'docs' }, 'OpenAPI is served at /docs');
}
