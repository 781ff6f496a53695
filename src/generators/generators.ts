export { application } from './application/application.ts';
export { configuration } from './configuration/configuration.ts';
export { debug } from './debug/debug.ts';
