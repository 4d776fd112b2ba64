import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig } from 'vite';

/** Browsers of the last two years: `light-dark()` in CSS is the newest feature that the dashboard uses. */
const browsers = ['chrome123', 'firefox121', 'safari17.5'];
const compressible = /\.(js|css|html|svg)$/;

/**
 * Writes `.br` and `.gz` beside each file, so that the service compresses nothing itself.
 * @returns {import('vite').Plugin}
 */
function precompressed() {
  return {
    name: 'precompressed',
    apply: 'build',
    writeBundle({ dir = '' }) {
      const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => compressible.test(file));
      for (const file of files) {
        const path = join(dir, file);
        const bytes = readFileSync(path);
        const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [precompressed()],
  build: {
    target: browsers,
    // The content security policy allows neither inline scripts nor data: URLs of anything but images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // Compression by the plugin above takes most of the time.
      checks: { bundlerTimings: false },
      onLog(level, log, next) {
        // "use client" of a library means nothing outside of React's server components.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') next(level, log);
      },
    },
  },
  server: {
    // `npm exec -w @allocator/dashboard vite`, beside a running service.
    proxy: Object.fromEntries(
      ['/v1', '/health', '/docs', '/dashboard-settings.json'].map((path) => [path, 'http://127.0.0.1:8080']),
    ),
  },
});
