// `node --import <this file>?defence=NAME main.js`: the service without one of its defences.
import { register } from 'node:module';
import { defences } from './defences.js';

const name = new URL(import.meta.url).searchParams.get('defence') ?? '';
register('./patch-source.js', import.meta.url, { data: { patches: defences[name]?.patches ?? [] } });
