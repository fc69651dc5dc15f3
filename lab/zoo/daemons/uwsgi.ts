import { defineZooDaemon } from '../zoo-daemon.ts'

export default defineZooDaemon({
  packages: ['uwsgi-core'],
  start: ({ dir }) => ({
    files: { 'uwsgi.ini': '[uwsgi]\nplugins-dir = /usr/lib/uwsgi/plugins\nplugin = ping\nsocket = 0.0.0.0:3031\n' },
    script: `exec uwsgi-core --ini ${dir}/uwsgi.ini`,
  }),
  endpoints: [{ port: 3031, protocol: 'uwsgi', product: 'uWSGI' }],
})
