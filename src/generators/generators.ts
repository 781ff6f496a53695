export { init } from './init/init.ts';
