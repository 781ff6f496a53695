import { defineConfig } from 'vite';
// In your own workspace: from 'nx-go-run/vite'. Here it is used as it is, without a build.
import { goRun } from '../../src/vite/index.ts';

export default defineConfig({
  plugins: [goRun({ project: 'my-go-api' })],
  server: { host: 'localhost', port: 4200 },
});
