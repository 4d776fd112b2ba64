import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyContextConfig } from 'fastify';
import { Access } from '../src/http/access/access.js';
import { Limits } from '../src/http/limits/limits.js';

type Budget = 'history' | 'events' | 'state' | 'none';
type ControllerClass = new (...args: never[]) => object;

interface Route {
  /** As in `GET /v1/lanes`. */
  readonly name: string;
  readonly budget: Budget;
  readonly isPublic: boolean;
}

const features = fileURLToPath(new URL('../src/features', import.meta.url));
/** What such a path reads can be long. */
const pathOfHistory = /^\w+ \/v1\/(audit|analytics|events|lanes|checkpoints)(\/|$)/;

async function controllers(): Promise<ControllerClass[]> {
  const found: ControllerClass[] = [];
  for (const path of readdirSync(features, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.controller.ts')) continue;
    const exported = (await import(pathToFileURL(join(features, path)).href)) as Record<string, ControllerClass>;
    found.push(...Object.values(exported));
  }
  return found;
}

function routesOf(controller: ControllerClass): Route[] {
  const { KEY } = RouteConfig({});
  const prefix = Reflect.getMetadata(PATH_METADATA, controller) as string;
  return Object.values(Object.getOwnPropertyDescriptors(controller.prototype)).flatMap(({ value }) => {
    const handler = value as object;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const path = [prefix, Reflect.getMetadata(PATH_METADATA, handler) as string].filter((part) => part !== '/');
    const config = Reflect.getMetadata(KEY, handler) as FastifyContextConfig | undefined;
    return [
      {
        name: `${RequestMethod[method]} /${path.join('/')}`,
        budget: config?.limits?.budget ?? 'none',
        isPublic: config?.access === 'anyone',
      },
    ];
  });
}

/** Routes without the budget that they must state. */
function withoutBudget(routes: readonly Route[]): string[] {
  return routes
    .filter(({ name, budget, isPublic }) => {
      if (isPublic) return false;
      if (pathOfHistory.test(name)) return budget !== 'history' && budget !== 'events';
      return name.startsWith('GET ') && budget === 'none';
    })
    .map(({ name }) => name);
}

@Controller('v1')
class Wrong {
  @Get('pools/:poolId/notes')
  @Access('auditor')
  silent(): void {}

  @Get('audit/notes')
  @Access('auditor')
  @Limits({ budget: 'state' })
  cheap(): void {}
}

describe('the budget of concurrent requests', () => {
  let routes: Route[];
  beforeAll(async () => {
    routes = (await controllers()).flatMap(routesOf);
  });

  it('is stated by every read with an access role, and is that of history below the paths of history', () => {
    expect(routes.length).toBeGreaterThan(25);
    expect(withoutBudget(routes)).toEqual([]);
  });

  it('of the current state is for reads of one resource alone', () => {
    const ofState = routes.filter(({ budget }) => budget === 'state').map(({ name }) => name);
    expect(ofState.sort()).toEqual([
      'GET /v1/agreements/:agreementId',
      'GET /v1/assignments/:assignmentId',
      'GET /v1/operators/:operatorId',
      'GET /v1/pools/:poolId',
      'GET /v1/pools/:poolId/availability',
      'GET /v1/pools/:poolId/identities/:impi',
    ]);
  });

  it('is missed where a handler states none, or below the paths of history that of the current state', () => {
    expect(withoutBudget(routesOf(Wrong))).toEqual(['GET /v1/pools/:poolId/notes', 'GET /v1/audit/notes']);
  });
});
