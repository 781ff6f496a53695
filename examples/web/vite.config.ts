import { defineConfig } from 'vite';

// Nx tells where the API became ready; without Nx it is where `server -p 8080` puts it.
const api = process.env.NX_READY_URL ?? 'http://localhost:8080';

export default defineConfig({
  server: { host: 'localhost', port: 4200, proxy: { '/api': api } },
});
