import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['gunicorn'],
  start: ({ dir }) => ({
    files: { 'app.py': "def app(environ, start):\n    start('200 OK', [])\n    return [b'hello']\n" },
    script: `exec gunicorn -b 0.0.0.0:8001 --chdir ${dir} app:app`,
  }),
  endpoints: [{ port: 8001, protocol: 'http', product: 'gunicorn' }],
})
